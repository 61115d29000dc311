import type { NodeContent } from "#schemas/node.ts";
import { sameJson } from "../caller-tests.ts";

/**
 * Whether a next version would be the version before: where it came from and what is said of it
 * are no change, nor is the order of tests.
 */
export function changesNothing(next: NodeContent, current: NodeContent): boolean {
  const { tests, provenance: _, warnings: __, ...parts } = next;
  const { tests: before, provenance: ___, warnings: ____, ...partsBefore } = current;
  return sameJson(parts, partsBefore) && hasSameTests(tests, before);
}

const hasSameTests = (tests: NodeContent["tests"], before: NodeContent["tests"]): boolean =>
  tests.length === before.length &&
  tests.every((test) => before.some((one) => sameJson(one, test)));
