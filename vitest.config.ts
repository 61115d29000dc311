import { defineConfig } from "vitest/config";

const project = (name: string, more: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    // Files share a worker's modules: to load them afresh for each file takes as long as the tests.
    isolate: false,
    // Also on 2 cores, where one would be the default: many tests wait for processes. More stacks at
    // once, each with its functions as processes, would crowd them.
    maxWorkers: 2,
    ...more,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", { testTimeout: 20_000 }),
      project("integration", { testTimeout: 30_000, hookTimeout: 60_000 }),
      project("security", { testTimeout: 60_000, hookTimeout: 60_000 }),
      project("e2e", {
        testTimeout: 60_000,
        hookTimeout: 120_000,
        globalSetup: ["test/support/stack/assemble-once.ts"],
      }),
    ],
    coverage: {
      provider: "v8",
      include: ["schemas/**", "shared/**"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 90 },
    },
  },
});
