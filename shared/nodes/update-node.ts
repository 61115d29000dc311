import type { NodeId } from "#schemas/identifiers.ts";
import type {
  GeneratedNode,
  NodeChanges,
  NodeContent,
  Verification,
  Violation,
  Warning,
} from "#schemas/node.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { checkNode } from "../checks/index.ts";
import type { Clock } from "../clock.ts";
import { prove } from "../proving/prove.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import { type AppliedChanges, applyChanges } from "./apply-changes.ts";
import { withDerivedPorts } from "./derive-ports.ts";
import { requireMatch } from "./etag.ts";
import { loadActiveNode } from "./get-node.ts";
import { writeNextVersion } from "./next-version.ts";
import type { NodeStore } from "./node-store.ts";
import { presentNode } from "./present-node.ts";
import { stripContentMarkup } from "./strip-markup.ts";

export interface UpdateNodeInput {
  readonly caller: Caller;
  readonly id: NodeId;
  readonly changes: NodeChanges;
  readonly ifMatch?: string | undefined;
}

export interface UpdateNodeServices {
  readonly nodes: NodeStore;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
}

/**
 * A new version of a node with the changes. Changed behaviour is checked and its tests run before
 * anything is stored.
 * @throws AppError `not_found`, `node_deleted`, `precondition_failed`, `conflict`, `version_limit`,
 * `node_rejected` with every violation, `unavailable` when the sandbox cannot be had
 */
export async function updateNode(
  { caller, id, changes, ifMatch }: UpdateNodeInput,
  { nodes, sandbox, clock }: UpdateNodeServices,
): Promise<GeneratedNode> {
  const stored = await loadActiveNode({ tenant: caller.tenant, id }, { nodes });
  requireMatch(ifMatch, stored.head);
  const applied = applyChanges(stored.content, changes);
  const { content, warnings: markupWarnings } = stripContentMarkup(
    applied.derivePorts ? withDerivedPorts(applied.content) : applied.content,
  );
  const findings = applied.needsChecks ? checkNode(content) : [];
  refuseErrors(findings);
  const verification = applied.changesBehaviour
    ? (await prove({ tenant: caller.tenant, content, now: clock.now() }, { sandbox })).verification
    : stored.head.verification;
  const warnings = [
    ...markupWarnings,
    ...(applied.needsChecks ? findings.map(warningOf) : content.warnings),
    ...(applied.changesBehaviour ? testWarnings(verification) : []),
  ].slice(0, 50);
  const written = await writeNextVersion(
    {
      stored,
      caller,
      ifMatch,
      content: { ...content, warnings },
      verification,
      changeDescription: changes.changeDescription ?? describe(applied, stored.content),
      action: "updated",
    },
    { nodes, clock },
  );
  return presentNode(written);
}

function refuseErrors(findings: readonly Violation[]): void {
  const faults = findings.filter((finding) => finding.severity === "error");
  if (faults.length === 0) return;
  throw new AppError("node_rejected", "The checks found errors, so nothing was stored.", {
    errors: faults
      .slice(0, 50)
      .map(({ where, rule, message }) => ({ path: where, code: rule, message })),
  });
}

const warningOf = ({ rule, where, message }: Violation): Warning => ({
  code: rule,
  message: `${where}: ${message}`.slice(0, 2_000),
});

function testWarnings(verification: Verification): Warning[] {
  if (verification.status === "passed") return [];
  const message =
    verification.results.length === 0
      ? "The node has no tests, so nothing shows that it works."
      : `${verification.passed} of ${verification.results.length} tests passed.`;
  return [{ code: `tests-${verification.status}`, message }];
}

/** Used where the caller gave no description: the names of the parts that changed. */
function describe({ content }: AppliedChanges, before: NodeContent): string {
  const names = (Object.keys(content) as (keyof NodeContent)[]).filter(
    (name) =>
      name !== "provenance" && JSON.stringify(content[name]) !== JSON.stringify(before[name]),
  );
  return names.length === 0 ? "No change of content" : `Changed ${names.join(", ")}`;
}
