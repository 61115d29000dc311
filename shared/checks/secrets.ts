import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";
import type { ParsedNode } from "./parse-code.ts";

/** Forms that providers give their keys. */
const forms: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/,
  /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10}/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
  /\bBearer [A-Za-z0-9._~+/-]{20,}/,
  /:\/\/[^/\s:@]+:[^/\s:@]{6,}@/,
];

const secretName = /(?:api_?key|secret|passw(?:or)?d|token|credential|private_?key)$/i;
const randomText = /^(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~-]{16,}$/;

/** Keys and passwords written into the code instead of taken from the inputs. */
export const checkSecrets = ({ code }: CheckSubject): Violation[] =>
  (code?.nodes ?? [])
    .filter((parsed) => isSecret(parsed))
    .map(({ node }) =>
      fault(
        "hard-coded-secret",
        place(node),
        "This looks like a secret written into the code.",
        "Take it in through an input with the widget `secret`.",
      ),
    );

const isSecret = ({ node, ancestors }: ParsedNode): boolean => {
  const text = textOf(node);
  if (text === undefined) return false;
  if (forms.some((form) => form.test(text))) return true;
  const name = nameGiven(node, ancestors.at(-1));
  return name !== undefined && secretName.test(name) && randomText.test(text);
};

const textOf = (node: AnyNode): string | undefined => {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  return node.type === "TemplateElement" ? (node.value.cooked ?? undefined) : undefined;
};

/** The name of the variable, parameter or property that a text is given to. */
const nameGiven = (node: AnyNode, parent: AnyNode | undefined): string | undefined => {
  if (parent?.type === "VariableDeclarator") return nameOf(parent.id);
  if (parent?.type === "AssignmentPattern") return nameOf(parent.left);
  if (parent?.type === "Property") return parent.value === node ? nameOf(parent.key) : undefined;
  if (parent?.type !== "AssignmentExpression") return undefined;
  return nameOf(parent.left.type === "MemberExpression" ? parent.left.property : parent.left);
};

const nameOf = (node: AnyNode): string | undefined => {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : undefined;
};
