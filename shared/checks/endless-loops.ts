import type { AnyNode, Expression, Identifier } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { writesOf } from "./code-scopes.ts";
import { fault, place } from "./finding.ts";
import { isTruthy, knownValue } from "./known-value.ts";
import { canBeLeft, type Loop } from "./loop-exits.ts";

/** Loops whose condition never becomes false and that nothing inside them ever leaves. */
export const checkEndlessLoops = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const loops: Loop[] = [
    ...code.ofType("WhileStatement"),
    ...code.ofType("DoWhileStatement"),
    ...code.ofType("ForStatement"),
  ];
  return loops
    .filter((loop) => neverFails(loop, code) && !canBeLeft(loop, code))
    .map((loop) =>
      fault("endless-loop", place(loop), "This loop never ends.", "Give it a bound or a way out."),
    );
};

const neverFails = (loop: Loop, code: AnalysedCode): boolean => {
  const { test } = loop;
  if (!test || test.type === "ArrayExpression" || test.type === "ObjectExpression") return true;
  const value = knownValue(test, code);
  if (value !== undefined) return isTruthy(value);
  return staysAsItIs(test, loop, code) || movesAway(test, loop, code);
};

/** Comparisons of plain variables and constants that nothing changes once the loop has begun. */
const staysAsItIs = (test: Expression, loop: Loop, code: AnalysedCode): boolean => {
  const names = namesIn(test);
  if (names === undefined || names.length === 0) return false;
  return names.every((name) => isUntouched(name, loop, code));
};

/** The variables of a test that reads nothing else; undefined where it calls or reads a member. */
const namesIn = (test: AnyNode): Identifier[] | undefined => {
  switch (test.type) {
    case "Identifier":
      return [test];
    case "Literal":
      return [];
    case "UnaryExpression":
      return namesIn(test.argument);
    case "BinaryExpression":
    case "LogicalExpression": {
      const left = namesIn(test.left);
      const right = namesIn(test.right);
      return left && right && [...left, ...right];
    }
    default:
      return undefined;
  }
};

/** What is used in more places is no mere counter, and each would be looked at for each loop. */
const mostUses = 300;

/** Written only outside of the loop, and by the function that runs the loop: nobody else can. */
const isUntouched = (name: Identifier, loop: Loop, code: AnalysedCode): boolean => {
  const variable = code.scopes.variableOf(name);
  if (variable === undefined || variable.references.length > mostUses) return false;
  const owner = code.functionAround(loop);
  return writesOf(variable).every(
    (write) => !isRepeated(write, loop) && code.functionAround(write) === owner,
  );
};

/** Whether something inside a loop runs more than once. */
const isRepeated = (node: AnyNode, loop: Loop): boolean => {
  if (node.start < loop.start || node.end > loop.end) return false;
  const start = loop.type === "ForStatement" ? loop.init : undefined;
  return !(start && start.start <= node.start && node.end <= start.end);
};

/** A counter that is compared with a bound it moves away from, and that does not move itself. */
const movesAway = (test: Expression, loop: Loop, code: AnalysedCode): boolean => {
  if (loop.type !== "ForStatement" || test.type !== "BinaryExpression") return false;
  const { left, operator, right } = test;
  const { update } = loop;
  if (left.type !== "Identifier" || update?.type !== "UpdateExpression") return false;
  const variable = code.scopes.variableOf(left);
  if (variable === undefined || code.scopes.variableOf(update.argument) !== variable) return false;
  const others = writesOf(variable).filter(
    (write) => write !== update.argument && isRepeated(write, loop),
  );
  const isAway = update.operator === "++" ? /^>=?$/.test(operator) : /^<=?$/.test(operator);
  const stays = namesIn(right)?.every((name) => isUntouched(name, loop, code)) ?? true;
  return isAway && stays && others.length === 0;
};
