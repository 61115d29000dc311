import type * as z from "zod";
import type { Violation } from "#schemas/node.ts";
import { NodeDraft } from "#schemas/node-draft.ts";
import type { FoundCode } from "./find-code.ts";
import { normaliseTests } from "./normalise-tests.ts";
import { type ParsedReply, parseFailure } from "./parsed-reply.ts";
import { parsesAsCode } from "./parses-as-code.ts";
import { withoutFence } from "./tagged-blocks.ts";
import { type DraftRecord, present, unwrapDraft } from "./unwrap-draft.ts";

export interface DraftReading {
  readonly layer: string;
  /** Set where mending or a cut could have left half a function: then code has to parse. */
  readonly proveCode: boolean;
}

/** Joins the metadata and the code of a reply to a draft. */
export const toDraft = (
  value: unknown,
  found: FoundCode | undefined,
  reading: DraftReading,
): ParsedReply => {
  const parts = unwrapDraft(value);
  if (parts === undefined) return parseFailure("bad_json");
  if (!describesNode(parts)) return parseFailure("invalid_draft", [notANode]);
  const code = codeOf(parts, found);
  if (code === undefined) return parseFailure("no_code");
  if (code.cut || (reading.proveCode && !parsesAsCode(code.code))) return parseFailure("truncated");
  const { tests, notes } = normaliseTests(parts.tests);
  const draft = NodeDraft.safeParse({ ...present(parts), tests, execution_code: code.code });
  return draft.success
    ? { ok: true, draft: draft.data, layer: reading.layer, notes }
    : parseFailure("invalid_draft", draft.error.issues.slice(0, 20).map(violationOf));
};

const notANode: Violation = {
  rule: "reply-invalid-draft",
  severity: "error",
  where: "reply",
  message: "The JSON block has neither a name nor schemas.",
};

/** Other JSON in a reply, e.g. an example of the output, is not a broken node. */
const describesNode = (parts: DraftRecord): boolean =>
  ["name", "input_schema", "output_schema"].some((key) => Object.hasOwn(parts, key));

const codeOf = (parts: DraftRecord, found: FoundCode | undefined): FoundCode | undefined => {
  const inside = parts.execution_code;
  if (typeof inside !== "string" || inside.trim() === "") return found;
  return { code: withoutFence(inside), cut: false };
};

const violationOf = (issue: z.core.$ZodIssue): Violation => ({
  rule: "reply-invalid-draft",
  severity: "error",
  where: pathOf(issue.path).slice(0, 500) || "reply",
  message: issue.message.slice(0, 2_000),
});

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map(String)
    .join(".")
    .replace(/\.(\d+)/g, "[$1]");
