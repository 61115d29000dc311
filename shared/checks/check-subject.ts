import type { NodeContent } from "#schemas/node.ts";
import { type ExecuteFunction, findExecute } from "./find-execute.ts";
import { type CodeTree, parseCode, type SyntaxFault } from "./parse-code.ts";

/** What the checks look at. Code is parsed once; without a tree only its text can be judged. */
export interface CheckSubject {
  readonly content: NodeContent;
  readonly syntaxFault: SyntaxFault | undefined;
  readonly code: AnalysedCode | undefined;
}

export interface AnalysedCode extends CodeTree {
  /** Undefined unless there is exactly one. */
  readonly execute: ExecuteFunction | undefined;
}

export const subjectOf = (content: NodeContent): CheckSubject => {
  const parsed = parseCode(content.execution_code);
  if (!parsed.ok) return { content, syntaxFault: parsed.fault, code: undefined };
  const { tree } = parsed;
  const found = findExecute(tree.program);
  const execute = found.length === 1 ? found[0] : undefined;
  return { content, syntaxFault: undefined, code: { ...tree, execute } };
};
