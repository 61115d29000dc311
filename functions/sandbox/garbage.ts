import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * V8's collector as a function. Node shows it only by a flag, which holds for contexts made after
 * it was set; none of them is a guest's.
 */
export function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof collect !== "function") throw new Error("V8 gave no garbage collector");
  return () => void collect();
}
