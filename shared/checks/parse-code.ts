import { type AnyNode, type Comment, type Program, parse } from "acorn";
import { type CodeScopes, scopesOf } from "./code-scopes.ts";
import { type SyntaxTree, syntaxTree } from "./syntax-tree.ts";

export interface ParsedNode {
  readonly node: AnyNode;
  /** Outermost first, without the node itself. */
  readonly ancestors: readonly AnyNode[];
}

export interface CodeTree extends SyntaxTree {
  readonly program: Program;
  readonly scopes: CodeScopes;
  readonly comments: readonly Comment[];
}

export interface ParsedTree extends CodeTree {
  /** Every node with the way up to it; made when it is asked for. */
  readonly nodes: readonly ParsedNode[];
}

export interface SyntaxFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type ParsedCode =
  | { readonly ok: true; readonly tree: ParsedTree }
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
    return { ok: true, tree: codeTree(program, comments) };
  } catch (cause) {
    return { ok: false, fault: faultOf(cause) };
  }
};

const codeTree = (program: Program, comments: readonly Comment[]): ParsedTree => {
  const tree = syntaxTree(program);
  return {
    ...tree,
    program,
    scopes: scopesOf(program),
    comments,
    get nodes() {
      return tree.allNodes.map(parsedNode(tree));
    },
  };
};

/** The way up is only walked for the few nodes of which somebody asks it. */
const parsedNode =
  (tree: SyntaxTree) =>
  (node: AnyNode): ParsedNode => ({
    node,
    get ancestors() {
      return tree.ancestorsOf(node).toReversed();
    },
  });

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
