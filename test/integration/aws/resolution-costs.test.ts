import { expect, test } from "vitest";
import { resolutionCosts } from "../../../bench/resolution.ts";

test("who answers is found with one read of the store at most, and warm with no call for a key", async () => {
  const costs = (await resolutionCosts()).map(({ path, storeReads, secretCalls }) => [
    path,
    storeReads,
    secretCalls,
  ]);
  expect(costs).toEqual([
    ["accept, the settings name a provider", 0, 0],
    ["accept, they name none", 1, 0],
    ["accept, the request names a configuration", 1, 0],
    ["worker, cold", 1, 1],
    ["worker, warm", 1, 0],
    ["worker, warm, after a change", 1, 0],
    ["worker, warm, after a new key", 1, 1],
  ]);
});
