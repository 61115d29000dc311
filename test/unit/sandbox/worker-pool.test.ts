import { expect, test } from "vitest";
import {
  type EngineParts,
  loadEngineParts,
} from "../../../functions/sandbox/engine/engine-parts.ts";
import { WorkerPool } from "../../../functions/sandbox/worker-pool.ts";

test("a failed load of the engine is tried again, a good one is kept", async () => {
  let loads = 0;
  const load = async (): Promise<EngineParts> => {
    loads += 1;
    if (loads === 1) throw new Error("the disk was busy");
    return loadEngineParts();
  };
  const pool = new WorkerPool(load);
  try {
    await expect(pool.take()).rejects.toThrow("the disk was busy");
    await pool.reserve();
    const worker = await pool.take();
    expect(worker.alive).toBe(true);
    await worker.terminate();
    expect((await pool.take()).alive).toBe(true);
    expect(loads).toBe(2);
  } finally {
    await pool.close();
  }
});
