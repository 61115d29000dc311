import type { AnyNode, Identifier, Program } from "acorn";
import { analyze, type Scope, type Variable } from "eslint-scope";

export interface CodeScopes {
  /** Names that nothing in the code declares. */
  readonly free: readonly Identifier[];
  /** What a name stands for: the variable a reference leads to. */
  readonly variableOf: (identifier: AnyNode) => Variable | undefined;
  /** References to `arguments`, which every function declares silently. */
  readonly argumentsUses: readonly Identifier[];
}

/** Who declares and who uses each name of the code. */
export const scopesOf = (program: Program): CodeScopes => {
  const manager = analyze(estree(program), {
    ecmaVersion: 2024,
    sourceType: "module",
    ignoreEval: true,
  });
  const references = manager.scopes.flatMap((scope: Scope) => scope.references);
  const variables = new Map<unknown, Variable>();
  for (const { identifier, resolved } of references) {
    if (resolved) variables.set(identifier, resolved);
  }
  const free = (manager.globalScope?.through ?? []).map((reference) => reference.identifier);
  const uses = references.filter(({ identifier }) => identifier.name === "arguments");
  return {
    free: free.map(identifierOf),
    variableOf: (identifier) => variables.get(identifier),
    argumentsUses: uses.map((reference) => identifierOf(reference.identifier)),
  };
};

// The two libraries agree on the tree, but each names its types for itself.
const estree = (program: Program) => program as unknown as Parameters<typeof analyze>[0];
const identifierOf = (identifier: unknown): Identifier => identifier as Identifier;
