import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode } from "./check-subject.ts";
import { doubt, place } from "./finding.ts";
import { memberName, patternNames } from "./member-name.ts";

/** The same inputs of a computation give the same output: no clock and no chance. */
export const variableDoubts = (code: AnalysedCode): Violation[] => {
  const clock = code.allNodes.find((node) => isClock(node, code));
  const chance = code.allNodes.find((node) => isChance(node, code));
  return [
    ...(clock === undefined
      ? []
      : [
          doubt(
            "compute-clock",
            place(clock),
            "The output of a node of kind compute depends on when it runs.",
            "Take the time in through an input.",
          ),
        ]),
    ...(chance === undefined
      ? []
      : [
          doubt(
            "compute-random",
            place(chance),
            "The output of a node of kind compute depends on chance.",
            "Take a seed or the random value in through an input.",
          ),
        ]),
  ];
};

const isClock = (node: AnyNode, code: AnalysedCode): boolean => {
  if (node.type === "NewExpression") {
    return isGlobal(node.callee, "Date", code) && node.arguments.length === 0;
  }
  if (node.type === "CallExpression" && isGlobal(node.callee, "Date", code)) return true;
  return takes(node, "Date", ["now"], code) || takes(node, "performance", ["now"], code);
};

const isChance = (node: AnyNode, code: AnalysedCode): boolean =>
  takes(node, "Math", ["random"], code) ||
  takes(node, "crypto", ["randomUUID", "getRandomValues"], code);

/** Whether a member of a global object is read or taken out of it. */
const takes = (
  node: AnyNode,
  object: string,
  names: readonly string[],
  code: AnalysedCode,
): boolean => {
  if (node.type === "MemberExpression") {
    const name = memberName(node, code);
    return name !== undefined && names.includes(name) && isGlobal(node.object, object, code);
  }
  if (node.type !== "VariableDeclarator" || node.id.type !== "ObjectPattern" || !node.init) {
    return false;
  }
  const isTaken = patternNames(node.id, code).some((name) => names.includes(name));
  return isTaken && isGlobal(node.init, object, code);
};

const isGlobal = (node: AnyNode, name: string, { scopes }: AnalysedCode): boolean =>
  node.type === "Identifier" && node.name === name && scopes.variableOf(node) === undefined;
