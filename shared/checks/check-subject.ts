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
  readonly execute: ExecuteFunction | undefined;
}

export const subjectOf = (content: NodeContent): CheckSubject => {
  const parsed = parseCode(content.execution_code);
  if (!parsed.ok) return { content, syntaxFault: parsed.fault, code: undefined };
  const { program, scopes, comments, allNodes } = parsed.tree;
  const { ofType, parentOf, ancestorsOf, functionAround } = parsed.tree;
  const [execute] = findExecute(program);
  const lookups = { allNodes, ofType, parentOf, ancestorsOf, functionAround };
  const code = { program, scopes, comments, ...lookups, execute };
  return { content, syntaxFault: undefined, code };
};
