import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { findExecute } from "./find-execute.ts";
import { doubt, fault, place } from "./finding.ts";

const hint = "Declare `async function execute(inputs, ctx) { … }` at the outermost level, once.";

/** An `execute` with the parameters it is called with, that can return something. */
export const checkExecuteDeclaration = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const [execute] = findExecute(code.program);
  if (execute === undefined) {
    return [fault("no-execute", "execution_code", "The code does not declare `execute`.", hint)];
  }
  const { node, params } = execute;
  if (node.generator) return [fault("no-execute", place(node), "`execute` is a generator.", hint)];
  const returns = code
    .ofType("ReturnStatement")
    .some((part) => part.argument && code.functionAround(part) === node);
  return [
    ...(params.length > 2
      ? [doubt("execute-parameters", place(node), "`execute` is called with two parameters.", hint)]
      : []),
    ...(returns
      ? []
      : [fault("no-return", place(node), "`execute` returns nothing.", "Return a plain object.")]),
  ];
};
