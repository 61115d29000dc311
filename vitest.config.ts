import { defineConfig } from "vitest/config";

// Files share a worker's modules: to load them afresh for each file takes as long as the tests.
const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], isolate: false, ...more },
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
        // Each file starts a stack of its own, whose functions are processes; more would crowd 2 cores.
        maxWorkers: 2,
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
