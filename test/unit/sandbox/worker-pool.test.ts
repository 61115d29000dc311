import { expect, test } from "vitest";
import type { EngineParts } from "../../../functions/sandbox/engine/engine-parts.ts";
import { functionSize } from "../../../functions/sandbox/function-size.ts";
import { loadEngine } from "../../../functions/sandbox/load-engine.ts";
import { WorkerPool } from "../../../functions/sandbox/worker-pool.ts";

test("a failed load of the engine is tried again, a good one is kept", async () => {
  let loads = 0;
  const ceilings = new Set<number>();
  const load = async (ceilingMb: number): Promise<EngineParts> => {
    loads += 1;
    ceilings.add(ceilingMb);
    if (loads === 1) throw new Error("the disk was busy");
    return loadEngine(ceilingMb);
  };
  const pool = new WorkerPool(functionSize(256), load);
  try {
    await expect(pool.take()).rejects.toThrow("the disk was busy");
    await pool.reserve();
    const worker = await pool.take();
    expect(worker.alive).toBe(true);
    await worker.terminate();
    expect((await pool.take()).alive).toBe(true);
    expect(loads).toBe(2);
    expect([...ceilings]).toEqual([96]);
  } finally {
    await pool.close();
  }
});
