import { loadHandler } from "./sandbox/built-function.ts";
import type { FigureRow } from "./sandbox/figures.ts";
import { overruns } from "./sandbox/overruns.ts";
import { processFigures } from "./sandbox/process-figures.ts";
import { speeds } from "./sandbox/speed.ts";

/**
 * What a run in the sandbox costs, next to the same code in a new context of `node:vm` and in
 * another engine of this process, and how well its limits hold; each with what is demanded.
 */
export async function sandboxFigures(): Promise<FigureRow[]> {
  const handler = await loadHandler();
  return [...(await speeds(handler)), ...(await overruns(handler)), ...(await processFigures())];
}
