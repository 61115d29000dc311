import type { JsonValue } from "#schemas/json.ts";
import type { NodeKind } from "#schemas/node.ts";

/** What an example is part of; the rest of its node is right. */
export type Example =
  /** Statements of `execute`. */
  | { readonly body: string }
  /** The whole code. */
  | { readonly program: string }
  /** A member of the node, such as `input_schema`. */
  | { readonly member: string; readonly value: JsonValue }
  /** A model's reply. */
  | { readonly reply: string };

export interface RuleDocumentation {
  readonly id: string;
  /** `either`: an error where the schema is closed, a warning where it is open. */
  readonly severity: "error" | "warning" | "either";
  readonly finds: string;
  readonly why: string;
  /** The node that the examples stand in: a computation without hosts unless said otherwise. */
  readonly kind?: NodeKind;
  readonly hosts?: readonly string[];
  readonly bad: Example;
  readonly good: Example;
  /** Said where a rule is not one of the checks of a node. */
  readonly by?: "parser" | "proof" | "ports" | "attempt";
}

export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly RuleDocumentation[];
}
