import type { BlockStatement, FunctionDeclaration, Pattern, Program } from "acorn";

export interface ExecuteFunction {
  readonly node: FunctionDeclaration;
  readonly params: readonly Pattern[];
  readonly body: BlockStatement;
}

/** The functions named `execute` that the code declares at its outermost level. */
export const findExecute = (program: Program): ExecuteFunction[] =>
  program.body
    .map((statement) =>
      statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
        ? statement.declaration
        : statement,
    )
    .filter((statement) => statement?.type === "FunctionDeclaration")
    .filter((node) => node.id?.name === "execute")
    .map((node) => ({ node: node as FunctionDeclaration, params: node.params, body: node.body }));
