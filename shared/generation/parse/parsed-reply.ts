import type { Violation } from "#schemas/node.ts";
import type { NodeDraft } from "#schemas/node-draft.ts";

/** Why a reply gave no draft, nearest to a draft last. */
export type ParseFailure =
  | "empty"
  | "too_large"
  | "refusal"
  | "html_page"
  | "provider_error"
  | "truncated"
  | "no_block"
  | "bad_json"
  | "wrong_language"
  | "no_code"
  | "invalid_draft";

export type ParsedReply =
  | {
      readonly ok: true;
      readonly draft: NodeDraft;
      /** Which layer of the parser found it, e.g. `fences` or `balanced+soft-fix`. */
      readonly layer: string;
      /** What was mended or left out on the way. */
      readonly notes: string[];
    }
  | { readonly ok: false; readonly reason: ParseFailure; readonly violations: Violation[] };

const messages: Readonly<Record<ParseFailure, string>> = {
  empty: "The reply is empty.",
  too_large: "The reply is far too long to be a node.",
  refusal: "The model declined the request.",
  html_page: "The reply is a web page, not an answer of a model.",
  provider_error: "The reply is an error message of the provider.",
  truncated: "The reply ends before the node is whole.",
  no_block: "The reply holds no JSON block.",
  bad_json: "The JSON block cannot be read.",
  wrong_language: "The code is not JavaScript.",
  no_code: "The reply holds no code that declares `execute`.",
  invalid_draft: "The JSON block does not describe a node.",
};

export const parseFailure = (reason: ParseFailure, violations?: Violation[]): ParsedReply => ({
  ok: false,
  reason,
  violations: violations ?? [
    {
      rule: `reply-${reason.replaceAll("_", "-")}`,
      severity: "error",
      where: "reply",
      message: messages[reason],
      hint: "Answer with one ```json block, then one ```js block that declares `execute`.",
    },
  ],
});
