import type { AnyNode } from "acorn";
import type { Variable } from "eslint-scope";
import type { NodeContent, Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { AnalysedCode } from "./check-subject.ts";
import { definitionOf, readsOf } from "./code-scopes.ts";
import { doubt, fault, place } from "./finding.ts";
import { memberName } from "./member-name.ts";

/** A reducer takes a state and gives the next one; the one it was given stays as it is. */
export const reducerFindings = (code: AnalysedCode, content: NodeContent): Violation[] => [
  ...changesOf(inputRoots(code), code)
    .slice(0, 5)
    .map((node) =>
      fault(
        "reducer-mutation",
        place(node),
        "The reducer changes what it was given, the state or another input.",
        "Copy it first: `const next = structuredClone(inputs.state ?? {})`.",
      ),
    ),
  ...(carriesState(content)
    ? []
    : [
        doubt(
          "reducer-state",
          "output_schema",
          "No property of output_schema is one of input_schema, so no state is carried on.",
          "Take `state` in and return the next `state`.",
        ),
      ]),
];

const carriesState = ({ input_schema, output_schema }: NodeContent): boolean => {
  const given = input_schema.properties;
  const returned = output_schema.properties;
  const isOpen = [input_schema, output_schema].some(
    ({ patternProperties }) => patternProperties !== undefined,
  );
  if (isOpen || !isJsonObject(given) || !isJsonObject(returned)) return true;
  return Object.keys(returned).some((name) => Object.hasOwn(given, name));
};

/** Names that stand for the inputs or a part of them, not for a copy. */
const inputRoots = (code: AnalysedCode): Variable[] => {
  const [first] = code.execute?.params ?? [];
  const roots = first === undefined ? [] : namesOf(first, code);
  // Names are followed in the order in which they are declared.
  for (const { id, init } of code.ofType("VariableDeclarator")) {
    if (init && standsFor(init, roots, code)) roots.push(...namesOf(id, code));
  }
  return roots;
};

const namesOf = (pattern: AnyNode, code: AnalysedCode): Variable[] => {
  switch (pattern.type) {
    case "Identifier":
      return [code.scopes.variableOf(pattern) ?? []].flat();
    case "AssignmentPattern":
      return namesOf(pattern.left, code);
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        property.type === "Property" ? namesOf(property.value, code) : [],
      );
    default:
      return [];
  }
};

const standsFor = (node: AnyNode, roots: readonly Variable[], code: AnalysedCode): boolean => {
  switch (node.type) {
    case "Identifier": {
      const variable = code.scopes.variableOf(node);
      return variable !== undefined && roots.includes(variable);
    }
    case "MemberExpression":
      return standsFor(node.object, roots, code);
    case "ChainExpression":
      return standsFor(node.expression, roots, code);
    case "LogicalExpression":
      return standsFor(node.left, roots, code) || standsFor(node.right, roots, code);
    default:
      return false;
  }
};

const changing = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
]);

/** Where a part of what stands under a name is written. */
const changesOf = (roots: readonly Variable[], code: AnalysedCode): AnyNode[] =>
  roots
    .filter((variable) => definitionOf(variable) !== undefined)
    .flatMap((variable) => readsOf(variable).flatMap((use) => changeAt(use, code) ?? []));

const changeAt = (use: AnyNode, code: AnalysedCode): AnyNode | undefined => {
  const top = wholeMember(use, code);
  const around = code.parentOf(top);
  if (around?.type === "CallExpression") {
    const isAssign = memberName(around.callee, code) === "assign" && around.arguments[0] === top;
    const method = around.callee === top ? memberName(top, code) : undefined;
    return isAssign || (method !== undefined && changing.has(method)) ? around : undefined;
  }
  if (top === use) return undefined;
  const isWritten =
    (around?.type === "AssignmentExpression" && around.left === top) ||
    around?.type === "UpdateExpression" ||
    (around?.type === "UnaryExpression" && around.operator === "delete");
  return isWritten ? around : undefined;
};

/** `state.list` of a use of `state`: as far as members are read one after another. */
const wholeMember = (use: AnyNode, code: AnalysedCode): AnyNode => {
  let top = use;
  for (let up = code.parentOf(top); up !== undefined; up = code.parentOf(top)) {
    const isMember = up.type === "MemberExpression" && up.object === top;
    if (!isMember && up.type !== "ChainExpression") return top;
    top = up;
  }
  return top;
};
