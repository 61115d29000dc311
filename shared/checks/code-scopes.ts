import type { AnyNode, Identifier, Program } from "acorn";
import { analyze, type Scope, type Variable } from "eslint-scope";

export interface CodeScopes {
  /** Names that nothing in the code declares. */
  readonly free: readonly Identifier[];
  /** What a name stands for: the variable that a reference leads to or a declaration makes. */
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
  for (const variable of manager.scopes.flatMap((scope: Scope) => scope.variables)) {
    for (const identifier of variable.identifiers) variables.set(identifier, variable);
  }
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

interface Uses {
  readonly reads: readonly Identifier[];
  readonly writes: readonly Identifier[];
  readonly isReassigned: boolean;
}

/** A variable may be asked for its uses at each of them. */
const knownUses = new WeakMap<Variable, Uses>();

const usesOf = (variable: Variable): Uses => {
  const known = knownUses.get(variable);
  if (known !== undefined) return known;
  const { references } = variable;
  const uses = {
    reads: references.filter((use) => use.isRead()).map((use) => identifierOf(use.identifier)),
    writes: references.filter((use) => use.isWrite()).map((use) => identifierOf(use.identifier)),
    isReassigned: references.some((use) => use.isWrite() && !use.init),
  };
  knownUses.set(variable, uses);
  return uses;
};

/** Where a variable is read. */
export const readsOf = (variable: Variable): readonly Identifier[] => usesOf(variable).reads;

/** Where a variable is given a value, its declaration included. */
export const writesOf = (variable: Variable): readonly Identifier[] => usesOf(variable).writes;

/** Whether a variable is given another value than the one it is declared with. */
export const isReassigned = (variable: Variable): boolean => usesOf(variable).isReassigned;

/** The declaration of a variable that is declared once, whatever declares it. */
export const definitionOf = (
  variable: Variable | undefined,
): { readonly type: string; readonly node: AnyNode; readonly name: AnyNode } | undefined => {
  const [definition, second] = variable?.defs ?? [];
  if (definition === undefined || second !== undefined) return undefined;
  return {
    type: definition.type,
    node: definition.node as AnyNode,
    name: identifierOf(definition.name),
  };
};

/** The value that a variable is declared with and keeps, where it is declared under that name. */
export const constantOf = (variable: Variable | undefined): AnyNode | undefined => {
  const definition = definitionOf(variable);
  if (variable === undefined || definition?.node.type !== "VariableDeclarator") return undefined;
  const { id, init } = definition.node;
  return id.type === "Identifier" && init && writesOf(variable).length <= 1 ? init : undefined;
};

// The two libraries agree on the tree, but each names its types for itself.
const estree = (program: Program) => program as unknown as Parameters<typeof analyze>[0];
const identifierOf = (identifier: unknown): Identifier => identifier as Identifier;
