import type { AnyNode, CallExpression } from "acorn";
import type { Variable } from "eslint-scope";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { definitionOf } from "./code-scopes.ts";
import { fault, place } from "./finding.ts";
import { type FunctionNode, isFunction } from "./syntax-tree.ts";

/** Functions that call themselves, or each other in a ring, whatever they are given. */
export const checkEndlessRecursion = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const calls = surelyCalls(code);
  return [...calls.keys()]
    .filter((variable) => reaches(variable, variable, calls))
    .map((variable) => {
      const where = definitionOf(variable)?.node;
      const message = `\`${variable.name}\` calls itself without a way out.`;
      const hint = "Return before the call for the input that ends it.";
      return fault("endless-recursion", where ? place(where) : "code", message, hint);
    });
};

type Calls = ReadonlyMap<Variable, ReadonlySet<Variable>>;

/** Which of its functions each function of the code calls in any case. */
const surelyCalls = (code: AnalysedCode): Calls => {
  const calls = new Map<Variable, Set<Variable>>();
  for (const call of code.ofType("CallExpression")) {
    const owner = code.functionAround(call);
    const caller = owner && nameOfFunction(owner, code);
    const callee = code.scopes.variableOf(call.callee);
    if (owner === undefined || caller === undefined || callee === undefined) continue;
    if (!isOwnFunction(callee) || !isCertain(call, owner, code)) continue;
    calls.set(caller, (calls.get(caller) ?? new Set()).add(callee));
  }
  return calls;
};

const reaches = (from: Variable, goal: Variable, calls: Calls): boolean => {
  const seen = new Set<Variable>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const callee of calls.get(next) ?? []) {
      if (callee === goal) return true;
      if (!seen.has(callee)) open.push(callee);
      seen.add(callee);
    }
  }
  return false;
};

const nameOfFunction = (node: FunctionNode, code: AnalysedCode): Variable | undefined => {
  if (node.generator) return undefined;
  if (node.type === "FunctionDeclaration") return code.scopes.variableOf(node.id ?? node);
  const parent = code.parentOf(node);
  return parent?.type === "VariableDeclarator" ? code.scopes.variableOf(parent.id) : undefined;
};

const isOwnFunction = (variable: Variable): boolean => {
  const node = definitionOf(variable)?.node;
  return (
    isFunction(node) || (node?.type === "VariableDeclarator" && isFunction(node.init ?? undefined))
  );
};

const conditional = new Set([
  ...["IfStatement", "ConditionalExpression", "LogicalExpression", "SwitchStatement"],
  ...["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "TryStatement"],
  ...["AssignmentPattern", "LabeledStatement", "ChainExpression"],
]);

/** A call under no condition, in a function that nothing leaves before it. */
const isCertain = (call: CallExpression, owner: FunctionNode, code: AnalysedCode): boolean => {
  for (let up = code.parentOf(call); up !== undefined && up !== owner; up = code.parentOf(up)) {
    if (conditional.has(up.type)) return false;
  }
  return !exits(code).some((exit) => exit.end <= call.start && code.functionAround(exit) === owner);
};

const exits = ({ ofType }: AnalysedCode): AnyNode[] => [
  ...ofType("ReturnStatement"),
  ...ofType("ThrowStatement"),
];
