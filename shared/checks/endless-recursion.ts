import type { AnyNode, CallExpression } from "acorn";
import type { Variable } from "eslint-scope";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { definitionOf, isReassigned } from "./code-scopes.ts";
import { fault, place } from "./finding.ts";
import { oncePerTree } from "./once-per-tree.ts";
import { type FunctionNode, isFunction } from "./syntax-tree.ts";

/** Functions that call themselves, or each other in a ring, whatever they are given. */
export const checkEndlessRecursion = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const calls = surelyCalls(code);
  return ringsOf(calls).map((variable) => {
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

/** One function of each ring of calls: the one by which the ring is entered first. */
const ringsOf = (calls: Calls): Variable[] => {
  const rings = new Set<Variable>();
  const left = new Set<Variable>();
  for (const start of calls.keys()) {
    if (left.has(start)) continue;
    const way = [stepInto(start, calls)];
    const onWay = new Set([start]);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const callee = step.callees.shift();
      if (callee === undefined) {
        way.pop();
        onWay.delete(step.caller);
        left.add(step.caller);
      } else if (onWay.has(callee)) {
        rings.add(callee);
      } else if (!left.has(callee)) {
        way.push(stepInto(callee, calls));
        onWay.add(callee);
      }
    }
  }
  return [...rings];
};

/** A function, and those it calls that are still to be followed. */
const stepInto = (caller: Variable, calls: Calls) => ({
  caller,
  callees: [...(calls.get(caller) ?? [])],
});

const nameOfFunction = (node: FunctionNode, code: AnalysedCode): Variable | undefined => {
  if (node.generator) return undefined;
  if (node.type === "FunctionDeclaration") return code.scopes.variableOf(node.id ?? node);
  const parent = code.parentOf(node);
  return parent?.type === "VariableDeclarator" ? code.scopes.variableOf(parent.id) : undefined;
};

/** A function that stands under its name for good. */
const isOwnFunction = (variable: Variable): boolean => {
  const node = isReassigned(variable) ? undefined : definitionOf(variable)?.node;
  return (
    isFunction(node) || (node?.type === "VariableDeclarator" && isFunction(node.init ?? undefined))
  );
};

const conditional = new Set([
  ...["IfStatement", "ConditionalExpression", "LogicalExpression", "SwitchStatement"],
  ...["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "TryStatement"],
  ...["AssignmentPattern", "LabeledStatement", "ChainExpression", "PropertyDefinition"],
]);

/** A call under no condition, in a function that nothing leaves before it. */
const isCertain = (call: CallExpression, owner: FunctionNode, code: AnalysedCode): boolean => {
  for (let up = code.parentOf(call); up !== undefined && up !== owner; up = code.parentOf(up)) {
    if (conditional.has(up.type)) return false;
  }
  return (firstExits(code).get(owner) ?? Number.POSITIVE_INFINITY) > call.start;
};

/** Where the first statement ends that leaves a function. */
const firstExits = oncePerTree(({ ofType, functionAround }: AnalysedCode) => {
  const exits: AnyNode[] = [...ofType("ReturnStatement"), ...ofType("ThrowStatement")];
  const ends = new Map<FunctionNode, number>();
  for (const exit of exits) {
    const owner = functionAround(exit);
    if (owner !== undefined) ends.set(owner, Math.min(exit.end, ends.get(owner) ?? exit.end));
  }
  return ends;
});
