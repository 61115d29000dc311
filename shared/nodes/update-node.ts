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
import { mostProofMs } from "../proving/limits-of.ts";
import { type NodeProof, proveNode } from "../proving/prove-node.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import { type AppliedChanges, applyChanges } from "./apply-changes.ts";
import { checkPorts } from "./check-ports.ts";
import { withDerivedPorts } from "./derive-ports.ts";
import { requireMatch } from "./etag.ts";
import { loadActiveNode } from "./get-node.ts";
import { writeNextVersion } from "./next-version.ts";
import type { NodeStore } from "./node-store.ts";
import { presentNode } from "./present-node.ts";
import { reportOf } from "./report-of.ts";
import { stripContentMarkup, stripMarkup } from "./strip-markup.ts";
import { detailsOf, warningOf } from "./violation-details.ts";

export interface UpdateNodeInput {
  readonly caller: Caller;
  readonly id: NodeId;
  readonly changes: NodeChanges;
  readonly ifMatch?: string | undefined;
  /** Aborted when the caller has been told that it took too long: nothing is written after that. */
  readonly signal?: AbortSignal | undefined;
}

export interface UpdateNodeServices {
  readonly nodes: NodeStore;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  /** Told of what kept the tests from being measured; the change is stored all the same. */
  readonly onFault: (error: unknown) => void;
}

/**
 * A new version of a node with the changes. Changed behaviour is checked and its tests run before
 * anything is stored.
 * @throws AppError `not_found`, `node_deleted`, `precondition_failed`, `conflict`, `version_limit`,
 * `node_rejected` with every violation, `unavailable` when the sandbox cannot be had
 */
export async function updateNode(
  { caller, id, changes, ifMatch, signal }: UpdateNodeInput,
  services: UpdateNodeServices,
): Promise<GeneratedNode> {
  const { tenant } = caller;
  const { nodes, clock } = services;
  const stored = await loadActiveNode({ tenant, id }, { nodes });
  requireMatch(ifMatch, stored.head);
  const applied = applyChanges(stored.content, changes);
  const { content, warnings: markup } = stripContentMarkup(
    applied.derivePorts ? withDerivedPorts(applied.content) : applied.content,
  );
  const findings = applied.needsChecks ? [...checkNode(content), ...checkPorts(content)] : [];
  refuseErrors(findings);
  const proof = applied.changesBehaviour
    ? await proveNode({ tenant, content, now: clock.now(), totalMs: mostProofMs }, services)
    : { verification: await reportOf({ tenant, stored }, { nodes }), warnings: [] };
  const { verification } = proof;
  const warnings = warningsOf({ applied, findings, proof, before: stored.content, markup });
  signal?.throwIfAborted();
  const written = await writeNextVersion(
    {
      stored,
      caller,
      ifMatch,
      content: { ...content, warnings },
      verification,
      changeDescription: describe(changes, applied, stored.content),
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
    errors: detailsOf(faults),
  });
}

/** Rules that look at words and form alone: what they found before is found again, or is gone. */
const formRules = ["unknown-field", "repeated-field", "markup-removed"];

function warningsOf(change: {
  readonly applied: AppliedChanges;
  readonly findings: readonly Violation[];
  readonly proof: Pick<NodeProof, "verification" | "warnings">;
  readonly before: NodeContent;
  readonly markup: readonly Warning[];
}): Warning[] {
  const { applied, findings, proof, before, markup } = change;
  if (applied.changesBehaviour) {
    const ofTests = [...testWarnings(proof.verification), ...proof.warnings];
    return [...markup, ...findings.map(warningOf), ...ofTests].slice(0, 50);
  }
  const kept = before.warnings.filter((warning) => !formRules.includes(warning.code));
  const formFindings = findings.filter((finding) => formRules.includes(finding.rule));
  return [...markup, ...kept, ...formFindings.map(warningOf)].slice(0, 50);
}

function testWarnings(verification: Verification): Warning[] {
  if (verification.status === "passed") return [];
  const message =
    verification.results.length === 0
      ? "The node has no tests, so nothing shows that it works."
      : `${verification.passed} of ${verification.results.length} tests passed.`;
  return [{ code: `tests-${verification.status}`, message }];
}

/** The caller's words, or else the names of the parts that changed. */
function describe(changes: NodeChanges, { content }: AppliedChanges, before: NodeContent): string {
  const given = stripMarkup(changes.changeDescription ?? "").text.trim();
  if (given !== "") return given;
  const names = (Object.keys(content) as (keyof NodeContent)[]).filter(
    (name) =>
      name !== "provenance" && JSON.stringify(content[name]) !== JSON.stringify(before[name]),
  );
  return names.length === 0 ? "No change of content" : `Changed ${names.join(", ")}`;
}
