import type { AnyNode, Pattern } from "acorn";
import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { doubt, fault, place } from "./finding.ts";
import { keyName, patternNames } from "./member-name.ts";

/** Inputs that the code reads must be properties of the input schema. */
export const checkInputReads = ({ code, content }: CheckSubject): Violation[] => {
  const { properties, additionalProperties, patternProperties } = content.input_schema;
  if (code === undefined || !isJsonObject(properties) || patternProperties !== undefined) return [];
  const finding = additionalProperties === false ? fault : doubt;
  const seen = new Set<string>();
  return readsOf(code)
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

interface Read {
  readonly name: string;
  readonly node: AnyNode;
}

const readsOf = (code: AnalysedCode): Read[] => {
  const parameter = code.execute?.params[0];
  const first = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
  if (first === undefined) return [];
  if (first.type === "ObjectPattern") return patternReads(first, code);
  if (first.type !== "Identifier") return [];
  const variable = code.execute && inputsVariable(code, first.name);
  return code.nodes.flatMap(({ node }) => {
    if (node.type === "MemberExpression" && isInputs(node.object, code, variable)) {
      const name = keyName(node.property, node.computed, code.scopes);
      return name === undefined ? [] : [{ name, node }];
    }
    if (node.type !== "VariableDeclarator" || !node.init) return [];
    return isInputs(node.init, code, variable) ? patternReads(node.id, code) : [];
  });
};

/** The variable that a parameter of `execute` declares, told from others of the same name. */
const inputsVariable = (code: AnalysedCode, name: string): unknown =>
  code.nodes
    .filter(({ ancestors }) => code.execute && ancestors.includes(code.execute.node))
    .map(({ node }) => (node.type === "Identifier" && node.name === name ? node : undefined))
    .map((node) => (node === undefined ? undefined : code.scopes.variableOf(node)))
    .find((variable) => variable?.defs.some(({ type }) => type === "Parameter"));

const isInputs = (node: AnyNode, code: AnalysedCode, variable: unknown): boolean =>
  node.type === "Identifier" && variable !== undefined && code.scopes.variableOf(node) === variable;

const patternReads = (pattern: Pattern, code: AnalysedCode): Read[] =>
  pattern.type === "ObjectPattern"
    ? patternNames(pattern, code.scopes).map((name) => ({ name, node: pattern }))
    : [];
