import { type AnyNode, type Program, parse } from "acorn";
import { fullAncestor } from "acorn-walk";
import { type CodeScopes, scopesOf } from "./code-scopes.ts";

export interface ParsedNode {
  readonly node: AnyNode;
  /** Outermost first, without the node itself. */
  readonly ancestors: readonly AnyNode[];
}

export interface CodeTree {
  readonly program: Program;
  /** Every node of the tree, so that checks need no walk of their own. */
  readonly nodes: readonly ParsedNode[];
  readonly scopes: CodeScopes;
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
  try {
    const program = parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      locations: true,
      ranges: true,
    });
    return { ok: true, tree: { program, nodes: nodesOf(program), scopes: scopesOf(program) } };
  } catch (cause) {
    return { ok: false, fault: faultOf(cause) };
  }
};

const nodesOf = (program: Program): ParsedNode[] => {
  const nodes: ParsedNode[] = [];
  fullAncestor(program, (node, _state, ancestors) => {
    // The walker's types name only the base of what the parser made.
    const path = ancestors as AnyNode[];
    nodes.push({ node: node as AnyNode, ancestors: path.slice(0, -1) });
  });
  return nodes;
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
