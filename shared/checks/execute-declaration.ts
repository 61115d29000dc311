import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { findExecute } from "./find-execute.ts";
import { doubt, fault, place } from "./finding.ts";

const hint = "Declare `async function execute(inputs, ctx) { … }` at the outermost level, once.";

/** Exactly one `execute`, with the parameters it is called with, that can return something. */
export const checkExecuteDeclaration = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const [execute, second] = findExecute(code.program);
  if (execute === undefined) {
    return [fault("no-execute", "execution_code", "The code does not declare `execute`.", hint)];
  }
  if (second !== undefined) {
    return [fault("two-executes", place(second.node), "`execute` is declared twice.", hint)];
  }
  const { node, params } = execute;
  if (node.generator) return [fault("no-execute", place(node), "`execute` is a generator.", hint)];
  const returns = code.nodes.some(
    (part) =>
      part.node.type === "ReturnStatement" && part.node.argument && isOwn(part.ancestors, node),
  );
  return [
    ...(params.length > 2
      ? [doubt("execute-parameters", place(node), "`execute` is called with two parameters.", hint)]
      : []),
    ...(returns
      ? []
      : [fault("no-return", place(node), "`execute` returns nothing.", "Return a plain object.")]),
  ];
};

/** True for what stands in a function itself, not in a function inside it. */
export const isOwn = (ancestors: readonly AnyNode[], owner: AnyNode): boolean =>
  ancestors.findLast((ancestor) => /Function/.test(ancestor.type)) === owner;
