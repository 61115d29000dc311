import type { AnyNode, Program } from "acorn";
import { fullAncestor } from "acorn-walk";

export type NodeType = AnyNode["type"];
export type NodeOf<T extends NodeType> = Extract<AnyNode, { type: T }>;

/** The tree of a program, walked once, so that checks need no walk of their own. */
export interface SyntaxTree {
  /** Every node, inner ones before those that hold them. */
  readonly allNodes: readonly AnyNode[];
  readonly ofType: <T extends NodeType>(type: T) => readonly NodeOf<T>[];
  readonly parentOf: (node: AnyNode) => AnyNode | undefined;
  /** Innermost first, without the node itself. */
  readonly ancestorsOf: (node: AnyNode) => AnyNode[];
  /** The innermost function around a node. */
  readonly functionAround: (node: AnyNode) => FunctionNode | undefined;
}

export type FunctionNode = NodeOf<
  "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression"
>;

export const isFunction = (node: AnyNode | undefined): node is FunctionNode =>
  node?.type === "FunctionDeclaration" ||
  node?.type === "FunctionExpression" ||
  node?.type === "ArrowFunctionExpression";

export const syntaxTree = (program: Program): SyntaxTree => {
  const nodes: AnyNode[] = [];
  const byType = new Map<NodeType, AnyNode[]>();
  const parents = new Map<AnyNode, AnyNode>();
  fullAncestor(program, (base, _state, ancestors) => {
    // The walker's types name only the base of what the parser made.
    const node = base as AnyNode;
    const parent = ancestors.at(-2) as AnyNode | undefined;
    nodes.push(node);
    if (parent !== undefined) parents.set(node, parent);
    const alike = byType.get(node.type);
    if (alike === undefined) byType.set(node.type, [node]);
    else alike.push(node);
  });

  const parentOf = (node: AnyNode): AnyNode | undefined => parents.get(node);
  const ancestorsOf = (node: AnyNode): AnyNode[] => {
    const ancestors: AnyNode[] = [];
    for (let up = parentOf(node); up !== undefined; up = parentOf(up)) ancestors.push(up);
    return ancestors;
  };
  const owners = new Map<AnyNode, FunctionNode | undefined>();
  // The way up is remembered, so that all ways together are as long as the tree is large.
  const functionAround = (node: AnyNode): FunctionNode | undefined => {
    const way: AnyNode[] = [];
    let owner: FunctionNode | undefined;
    for (let at: AnyNode | undefined = node; at !== undefined; at = parentOf(at)) {
      if (owners.has(at)) {
        owner = owners.get(at);
        break;
      }
      way.push(at);
      const parent = parentOf(at);
      if (isFunction(parent)) {
        owner = parent;
        break;
      }
    }
    for (const passed of way) owners.set(passed, owner);
    return owner;
  };
  return {
    allNodes: nodes,
    ofType: <T extends NodeType>(type: T) => (byType.get(type) ?? []) as NodeOf<T>[],
    parentOf,
    ancestorsOf,
    functionAround,
  };
};
