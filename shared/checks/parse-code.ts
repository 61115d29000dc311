import { type Comment, type Program, parse } from "acorn";
import { type CodeScopes, scopesOf } from "./code-scopes.ts";
import { type SyntaxTree, syntaxTree } from "./syntax-tree.ts";

export interface CodeTree extends SyntaxTree {
  readonly program: Program;
  readonly scopes: CodeScopes;
  readonly comments: readonly Comment[];
}

export interface SyntaxFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type ParsedCode =
  | { readonly ok: true; readonly tree: CodeTree }
  | { readonly ok: false; readonly fault: SyntaxFault };

/** Code as strict JavaScript. Module syntax is read, so that it can be named when refused. */
export const parseCode = (code: string): ParsedCode => {
  const comments: Comment[] = [];
  try {
    const program = parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      locations: true,
      ranges: true,
      onComment: comments,
    });
    return {
      ok: true,
      tree: { ...syntaxTree(program), program, scopes: scopesOf(program), comments },
    };
  } catch (cause) {
    return { ok: false, fault: faultOf(cause) };
  }
};

const faultOf = (cause: unknown): SyntaxFault => {
  // Code that is nested too deeply ends the parser with a RangeError instead.
  if (!(cause instanceof SyntaxError)) {
    return { message: "The code is nested too deeply", line: 1, column: 1 };
  }
  const { line = 1, column = 0 } = positionOf(cause);
  return { message: cause.message.replace(/ \(\d+:\d+\)$/, ""), line, column: column + 1 };
};

const positionOf = (error: SyntaxError): { line?: number; column?: number } => {
  const position: unknown = Reflect.get(error, "loc");
  return typeof position === "object" && position !== null ? position : {};
};
