import type { AnyNode } from "acorn";
import { constantOf } from "./code-scopes.ts";
import { type Budget, knownValue, newBudget } from "./known-value.ts";
import { oncePerTree } from "./once-per-tree.ts";
import type { CodeTree } from "./parse-code.ts";
import { mostText } from "./pure-calls.ts";

/** The text an expression surely begins with. */
export interface KnownText {
  readonly text: string;
  /** False where only the beginning is known. */
  readonly whole: boolean;
}

const nothing: KnownText = { text: "", whole: false };

/** Folds literals, templates, `+`, `new URL(…)`, pure calls and constants that stay as written. */
export const foldText = (node: AnyNode, tree: CodeTree): KnownText =>
  foldWithin(node, tree, newBudget());

const foldWithin = (node: AnyNode, tree: CodeTree, budget: Budget): KnownText => {
  budget.steps -= 1;
  if (budget.steps < 0) return nothing;
  const fold = (inner: AnyNode): KnownText => foldWithin(inner, tree, budget);
  switch (node.type) {
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
        ? addressOf(fold(node.arguments[0]), node.arguments[1] && fold(node.arguments[1]))
        : nothing;
    case "Identifier": {
      const value = constantOf(tree.scopes.variableOf(node));
      return value === undefined ? nothing : foldOnce(value, tree, budget);
    }
    case "CallExpression":
      if (isMember(node.callee, "toString")) return fold(node.callee.object);
      return wholly(node, tree, budget);
    case "MemberExpression":
      if (isMember(node, "href")) return fold(node.object);
      return wholly(node, tree, budget);
    default:
      return wholly(node, tree, budget);
  }
};

const textsOf = oncePerTree((_: CodeTree) => new Map<AnyNode, KnownText>());

/** What a name stands for is folded once, however many places name it. */
const foldOnce = (node: AnyNode, tree: CodeTree, budget: Budget): KnownText => {
  const texts = textsOf(tree);
  const known = texts.get(node) ?? foldWithin(node, tree, budget);
  if (budget.steps >= 0) texts.set(node, known);
  return known;
};

const wholly = (node: AnyNode, tree: CodeTree, budget: Budget): KnownText => {
  const value = knownValue(node, tree, budget);
  if (value === undefined || Array.isArray(value)) return nothing;
  return { text: String(value), whole: true };
};

const joined = (parts: readonly KnownText[]): KnownText => {
  const end = parts.findIndex((part) => !part.whole);
  const known = end === -1 ? parts : parts.slice(0, end + 1);
  const text = known.map((part) => part.text).join("");
  // What a long text begins with is still known, e.g. the host of an address.
  return text.length > mostText
    ? { text: text.slice(0, mostText), whole: false }
    : { text, whole: end === -1 };
};

/** With its path, so that a host that ends the text is known to be whole. */
const addressOf = (first: KnownText, base: KnownText | undefined): KnownText => {
  if (/^\s*[a-z]+:/i.test(first.text) || base === undefined) {
    const isWhole = first.whole && URL.canParse(first.text);
    return isWhole ? { text: new URL(first.text).href, whole: false } : { ...first, whole: false };
  }
  // What is added to a base may be another address, unless it is known to begin as a path.
  const isPath = /^(?:[/?#](?![/\\])|[\w.-]+\/)/.test(first.text);
  const staysThere = isPath || (first.whole && !/^[\s/\\]/.test(first.text));
  return staysThere && base.whole && URL.canParse(base.text)
    ? { text: new URL(base.text).href, whole: false }
    : nothing;
};

const isUrl = (node: AnyNode): boolean => node.type === "Identifier" && node.name === "URL";

type Member = Extract<AnyNode, { type: "MemberExpression" }>;

const isMember = (node: AnyNode, name: string): node is Member =>
  node.type === "MemberExpression" &&
  node.property.type === "Identifier" &&
  node.property.name === name;
