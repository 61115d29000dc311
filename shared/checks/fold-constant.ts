import type { AnyNode } from "acorn";
import type { CodeScopes } from "./code-scopes.ts";

/** The text an expression surely begins with. */
export interface KnownText {
  readonly text: string;
  /** False where only the beginning is known. */
  readonly whole: boolean;
}

const nothing: KnownText = { text: "", whole: false };

/** Constants made of constants could otherwise be doubled until they fill the memory. */
interface Budget {
  steps: number;
}
const mostSteps = 300;
const mostText = 10_000;

/** Folds literals, templates, `+`, `new URL(…)` and constants that are never written again. */
export const foldText = (node: AnyNode, scopes: CodeScopes): KnownText =>
  foldWithin(node, scopes, { steps: mostSteps });

const foldWithin = (node: AnyNode, scopes: CodeScopes, budget: Budget): KnownText => {
  budget.steps -= 1;
  if (budget.steps < 0) return nothing;
  const fold = (inner: AnyNode): KnownText => foldWithin(inner, scopes, budget);
  switch (node.type) {
    case "Literal":
      return { text: String(node.value), whole: node.value !== null };
    case "TemplateLiteral":
      return joined(
        node.quasis.flatMap((quasi, index) => {
          const text = { text: quasi.value.cooked ?? "", whole: true };
          const expression = node.expressions[index];
          return expression === undefined ? [text] : [text, fold(expression)];
        }),
      );
    case "BinaryExpression":
      if (node.operator !== "+") return nothing;
      return joined([fold(node.left), fold(node.right)]);
    case "NewExpression":
      return isUrl(node.callee) && node.arguments[0] !== undefined
        ? addressOf(fold(node.arguments.at(1) ?? node.arguments[0]))
        : nothing;
    case "CallExpression":
      return node.callee.type === "MemberExpression" && isPlain(node.callee.property, "toString")
        ? fold(node.callee.object)
        : nothing;
    case "Identifier":
      return foldName(node, scopes, budget);
    default:
      return nothing;
  }
};

const foldName = (node: AnyNode, scopes: CodeScopes, budget: Budget): KnownText => {
  const variable = scopes.variableOf(node);
  const definition: unknown = variable?.defs.length === 1 ? variable.defs[0]?.node : undefined;
  const writes = variable?.references.filter((reference) => reference.isWrite()).length ?? 0;
  if (!isDeclarator(definition) || writes > 1 || definition.id.type !== "Identifier")
    return nothing;
  return definition.init ? foldWithin(definition.init, scopes, budget) : nothing;
};

type Declarator = Extract<AnyNode, { type: "VariableDeclarator" }>;

const isDeclarator = (node: unknown): node is Declarator =>
  typeof node === "object" && node !== null && Reflect.get(node, "type") === "VariableDeclarator";

const joined = (parts: readonly KnownText[]): KnownText => {
  const end = parts.findIndex((part) => !part.whole);
  const known = end === -1 ? parts : parts.slice(0, end + 1);
  const text = known.map((part) => part.text).join("");
  return text.length > mostText ? nothing : { text, whole: end === -1 };
};

/** With its path, so that a host that ends the text is known to be whole. */
const addressOf = ({ text, whole }: KnownText): KnownText =>
  whole && URL.canParse(text) ? { text: new URL(text).href, whole: false } : { text, whole: false };

const isUrl = (node: AnyNode): boolean => node.type === "Identifier" && node.name === "URL";

const isPlain = (node: AnyNode, name: string): boolean =>
  node.type === "Identifier" && node.name === name;
