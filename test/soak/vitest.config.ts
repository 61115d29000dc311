import { defineConfig } from "vitest/config";

/** Thousands of runs: for a change of the engine or its limits, not for every change. */
export default defineConfig({
  test: {
    name: "soak",
    include: ["test/soak/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 1_800_000,
  },
});
