import type { AnyNode } from "acorn";
import type { JsonValue } from "#schemas/json.ts";
import type { Violation } from "#schemas/node.ts";
import { visitSchema } from "#shared/json-schema/visit-schema.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";
import { knownValue } from "./known-value.ts";
import { hasSecretForm, isNamedSecret } from "./secret-forms.ts";

/** Keys and passwords that the node brings along instead of taking them in. */
export const checkSecrets = ({ code, content }: CheckSubject): Violation[] => [
  ...(code === undefined ? [] : secretsIn(code)),
  ...["input_schema" as const, "output_schema" as const].flatMap((name) =>
    visitSchema(content[name], name)
      .filter(({ schema }) => [schema.default, schema.const].some(isSecretValue))
      .map(({ where }) => finding(where)),
  ),
];

const finding = (where: string): Violation =>
  fault(
    "hard-coded-secret",
    where,
    "This looks like a secret that is written down.",
    "Take it in through an input with the widget `secret`.",
  );

const secretsIn = (code: AnalysedCode): Violation[] => [
  ...code.allNodes.filter((node) => isSecret(node, code)).map((node) => finding(place(node))),
  ...code.comments
    .filter(({ value }) => hasSecretForm(value))
    .map(({ loc }) => finding(`line ${loc?.start.line ?? 1}:${(loc?.start.column ?? 0) + 1}`)),
];

const isSecretValue = (value: JsonValue | undefined): boolean =>
  typeof value === "string" && hasSecretForm(value);

const isSecret = (node: AnyNode, code: AnalysedCode): boolean => {
  const text = textOf(node, code);
  if (text === undefined) return false;
  if (hasSecretForm(text)) return true;
  const name = nameGiven(node, code);
  return name !== undefined && isNamedSecret(name, text);
};

const textOf = (node: AnyNode, code: AnalysedCode): string | undefined => {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? node.value : undefined;
    case "TemplateElement":
      return node.value.cooked ?? undefined;
    case "BinaryExpression": {
      // Only the whole sum: its parts are looked at as texts of their own.
      if (node.operator !== "+" || code.parentOf(node)?.type === "BinaryExpression")
        return undefined;
      const value = knownValue(node, code);
      return typeof value === "string" ? value : undefined;
    }
    default:
      return undefined;
  }
};

/** The name of the variable, parameter or property that a text is given to. */
const nameGiven = (node: AnyNode, code: AnalysedCode): string | undefined => {
  const parent = code.parentOf(node);
  switch (parent?.type) {
    case "LogicalExpression":
      return nameGiven(parent, code);
    case "VariableDeclarator":
      return nameOf(parent.id);
    case "AssignmentPattern":
      return nameOf(parent.left);
    case "Property":
    case "PropertyDefinition":
      return parent.value === node ? nameOf(parent.key) : undefined;
    case "AssignmentExpression":
      return nameOf(parent.left.type === "MemberExpression" ? parent.left.property : parent.left);
    default:
      return undefined;
  }
};

const nameOf = (node: AnyNode): string | undefined => {
  if (node.type === "Identifier" || node.type === "PrivateIdentifier") return node.name;
  return node.type === "Literal" ? String(node.value) : undefined;
};
