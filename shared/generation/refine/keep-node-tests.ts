import type { TenantKey } from "#schemas/identifiers.ts";
import type { NodeContent, Warning } from "#schemas/node.ts";
import type { Clock } from "../../clock.ts";
import { prove } from "../../proving/prove.ts";
import type { Sandbox } from "../../proving/sandbox.ts";
import { demandsSame, mergeTests } from "../caller-tests.ts";
import { namesOf } from "../keep-own-tests.ts";

/**
 * The next version of a node with the tests of the version before that the reply left out or
 * changed: those that the new code still passes stay; those that it fails are about what the
 * feedback changed, so they go, and are told. Without `current` the content as it is.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function keepNodeTests(
  input: {
    readonly tenant: TenantKey;
    readonly content: NodeContent;
    readonly current: NodeContent | undefined;
  },
  { sandbox, clock }: { sandbox: Sandbox; clock: Clock },
): Promise<{ content: NodeContent; warnings: readonly Warning[] }> {
  const { tenant, content, current } = input;
  const gone = (current?.tests ?? []).filter(
    (test) => !content.tests.some((one) => demandsSame(one, test)),
  );
  if (gone.length === 0) return { content, warnings: [] };
  const old = { ...content, tests: gone };
  const { verification } = await prove({ tenant, content: old, now: clock.now() }, { sandbox });
  const passes = (place: number) => verification.results[place]?.outcome === "passed";
  const kept = gone.filter((_test, place) => passes(place));
  const changed = gone.filter((_test, place) => !passes(place));
  return {
    content: { ...content, tests: mergeTests(content.tests, kept, "before") },
    warnings: changed.length === 0 ? [] : [changedWarning(changed)],
  };
}

const changedWarning = (changed: NodeContent["tests"]): Warning => ({
  code: "tests-changed",
  message: `Tests of the version before no longer hold and were left out: ${namesOf(changed)}.`,
});
