import type { AnyNode } from "acorn";
import type { Variable } from "eslint-scope";
import type { AnalysedCode } from "./check-subject.ts";
import { definitionOf, isReassigned, readsOf } from "./code-scopes.ts";
import { keyName, memberName } from "./member-name.ts";

/**
 * Where a reducer surely writes into the state it was given. `state` names the inputs that are the
 * state; where it is undefined all of them are.
 */
export const stateChanges = (
  code: AnalysedCode,
  state: readonly string[] | undefined,
): AnyNode[] => {
  const names = namesOf(code, (name) => name !== undefined && (state?.includes(name) ?? true));
  return [...names].flatMap(([variable, role]) =>
    definitionOf(variable) === undefined
      ? []
      : readsOf(variable)
          .filter((use) => role === "state" || isOfState(use, code, state))
          .flatMap((use) => changeAt(use, code) ?? []),
  );
};

/** What a name or an expression stands for: all inputs, or the state or a part of it; no copies. */
type Role = "inputs" | "state";
type IsState = (name: string | undefined) => boolean;

interface Known {
  readonly names: Map<Variable, Role>;
  readonly isState: IsState;
  readonly code: AnalysedCode;
}

const namesOf = (code: AnalysedCode, isState: IsState): ReadonlyMap<Variable, Role> => {
  const known: Known = { names: new Map(), isState, code };
  const [first] = code.execute?.params ?? [];
  if (first !== undefined) bind(first, "inputs", known);
  // Names are followed in the order in which they are declared.
  for (const { id, init } of code.ofType("VariableDeclarator")) {
    const role = init ? roleOf(init, known) : undefined;
    if (role !== undefined) bind(id, role, known);
  }
  for (const { left, right } of code.ofType("ForOfStatement")) {
    const [one] = left.type === "VariableDeclaration" ? left.declarations : [];
    if (one !== undefined && roleOf(right, known) === "state") bind(one.id, "state", known);
  }
  return known.names;
};

const bind = (pattern: AnyNode, role: Role, known: Known): void => {
  switch (pattern.type) {
    case "Identifier": {
      const variable = known.code.scopes.variableOf(pattern);
      if (variable !== undefined && !isReassigned(variable)) known.names.set(variable, role);
      return;
    }
    case "AssignmentPattern":
      bind(pattern.left, role, known);
      return;
    case "ObjectPattern":
      for (const part of pattern.properties) {
        if (part.type !== "Property") continue;
        const name = keyName(part.key, part.computed, known.code);
        if (role === "state" || known.isState(name)) bind(part.value, "state", known);
      }
      return;
    case "ArrayPattern":
      for (const part of pattern.elements) if (part) bind(part, role, known);
  }
};

const roleOf = (node: AnyNode, known: Known): Role | undefined => {
  const either = (...branches: AnyNode[]) =>
    branches.map((branch) => roleOf(branch, known)).find((role) => role !== undefined);
  switch (node.type) {
    case "Identifier": {
      const variable = known.code.scopes.variableOf(node);
      return variable && known.names.get(variable);
    }
    case "MemberExpression": {
      const role = roleOf(node.object, known);
      if (role !== "inputs") return role;
      return known.isState(memberName(node, known.code)) ? "state" : undefined;
    }
    case "ChainExpression":
      return roleOf(node.expression, known);
    case "LogicalExpression":
      return node.operator === "&&" ? either(node.right) : either(node.left, node.right);
    case "ConditionalExpression":
      return either(node.consequent, node.alternate);
    default:
      return undefined;
  }
};

/** Whether a use of all inputs is one of the state: of a member that is it, or of all at once. */
const isOfState = (
  use: AnyNode,
  code: AnalysedCode,
  state: readonly string[] | undefined,
): boolean => {
  const member = code.parentOf(use);
  if (state === undefined || member?.type !== "MemberExpression" || member.object !== use) {
    return true;
  }
  return state.includes(memberName(member, code) ?? "");
};

const changing = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
]);

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
