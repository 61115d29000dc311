import type { SyntaxTree } from "./syntax-tree.ts";

/** Remembers what a function makes of a tree as long as the tree is there. */
export const oncePerTree = <Tree extends SyntaxTree, Value>(
  make: (tree: Tree) => Value,
): ((tree: Tree) => Value) => {
  const made = new WeakMap<Tree, Value>();
  return (tree) => {
    const known = made.get(tree);
    if (known !== undefined) return known;
    const value = make(tree);
    made.set(tree, value);
    return value;
  };
};
