import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JobId, NodeId } from "#schemas/identifiers.ts";
import * as keys from "#shared/aws/keys.ts";
import { instant, newTenant } from "../../support/stores/node-samples.ts";

const tenant = newTenant();
const uuid = fc.uuid({ version: [4, 7] });

describe("keys", () => {
  test("of versions sort as their numbers do", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_998 }), (n) => {
        expect(keys.versionSort(n) < keys.versionSort(n + 1)).toBe(true);
        expect(keys.contentSort(n) < keys.headSort).toBe(true);
      }),
    );
  });

  test("of changes and jobs give back what they were made of", () => {
    fc.assert(
      fc.property(uuid, fc.nat(86_399), (text, second) => {
        const position = { updatedAt: instant(second), id: NodeId.parse(text) };
        expect(keys.positionOfChangeSort(keys.changeSort(position))).toEqual(position);
        const id = JobId.parse(text);
        expect(keys.jobOfPartition(keys.jobPartition(tenant, id))).toEqual({ tenant, id });
      }),
    );
  });

  test.each(["", "J#short#id", `N#${tenant}#x`, `J#${tenant}#x#y`])(
    "that are not of a job are refused: %s",
    (partition) => {
      expect(() => keys.jobOfPartition(partition)).toThrow();
    },
  );

  test("spread waiting jobs over all lists", () => {
    const lists = fc
      .sample(uuid, { seed: 1, numRuns: 200 })
      .map((text) => keys.dueListOf(JobId.parse(text)));
    expect([...new Set(lists)].toSorted()).toEqual(keys.dueShards.map(keys.dueList));
  });
});
