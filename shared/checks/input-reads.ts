import type { AnyNode, Pattern } from "acorn";
import type { Variable } from "eslint-scope";
import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { constantOf, definitionOf, isReassigned, readsOf } from "./code-scopes.ts";
import { doubt, fault, place } from "./finding.ts";
import { memberName, patternNames } from "./member-name.ts";
import { isFunction } from "./syntax-tree.ts";

/** Inputs that the code reads must be properties of the input schema. */
export const checkInputReads = ({ code, content }: CheckSubject): Violation[] => {
  const { properties, additionalProperties, patternProperties } = content.input_schema;
  if (code === undefined || !isJsonObject(properties) || patternProperties !== undefined) return [];
  if (isJsonObject(additionalProperties)) return [];
  const finding = additionalProperties === false ? fault : doubt;
  const seen = new Set<string>();
  return inputReads(code)
    .filter(({ name }) => !Object.hasOwn(properties, name) && !(name in Object.prototype))
    .filter(({ name }) => !seen.has(name) && seen.add(name))
    .map(({ name, node }) =>
      finding(
        "undeclared-input",
        place(node),
        `The code reads inputs.${name}, which input_schema does not declare.`,
        "Add it to input_schema.properties, or do not read it.",
      ),
    );
};

interface InputRead {
  readonly name: string;
  readonly node: AnyNode;
}

/** Reads of inputs by name, in `execute` and in the functions it hands them on to. */
const inputReads = (code: AnalysedCode): InputRead[] => {
  const first = code.execute?.params[0];
  const patterns: Pattern[] = first === undefined ? [] : [first];
  const variables = new Set<Variable>();
  const reads: InputRead[] = [];
  for (let pattern = patterns.pop(); pattern !== undefined; pattern = patterns.pop()) {
    const taken = pattern.type === "AssignmentPattern" ? pattern.left : pattern;
    if (taken.type === "ObjectPattern") {
      reads.push(...patternNames(taken, code).map((name) => ({ name, node: taken })));
    }
    const variable = code.scopes.variableOf(taken);
    if (variable === undefined || variables.has(variable) || isReassigned(variable)) continue;
    variables.add(variable);
    for (const use of readsOf(variable)) patterns.push(...takersOf(use, code, reads));
  }
  return reads;
};

/** The patterns that a use of the inputs hands them to; what it reads by name is added to a list. */
const takersOf = (use: AnyNode, code: AnalysedCode, reads: InputRead[]): Pattern[] => {
  const parent = code.parentOf(use);
  if (parent?.type === "MemberExpression" && parent.object === use) {
    const name = memberName(parent, code);
    if (name !== undefined) reads.push({ name, node: parent });
    return [];
  }
  // `inputs ?? {}` stands for the inputs.
  const value = parent?.type === "LogicalExpression" && parent.left === use ? parent : use;
  const taker = value === parent ? code.parentOf(value) : parent;
  if (taker?.type === "VariableDeclarator" && taker.init === value) return [taker.id];
  if (taker?.type !== "CallExpression") return [];
  const given: readonly AnyNode[] = taker.arguments;
  const index = given.indexOf(value);
  const parameter = index === -1 ? undefined : parametersOf(taker.callee, code)[index];
  return parameter === undefined || parameter.type === "RestElement" ? [] : [parameter];
};

/**
 * The parameters of a function that the code declares itself, never replaces, and calls in one
 * place: one that is called in several takes other values than the inputs as well.
 */
const parametersOf = (callee: AnyNode, code: AnalysedCode): readonly Pattern[] => {
  const variable = code.scopes.variableOf(callee);
  if (variable === undefined || readsOf(variable).length > 1) return [];
  const declared = constantOf(variable) ?? definitionOf(variable)?.node;
  return isFunction(declared) ? declared.params : [];
};
