import { keyName } from "./member-name.ts";
import { oncePerTree } from "./once-per-tree.ts";
import type { CodeTree } from "./parse-code.ts";
import { isFunction } from "./syntax-tree.ts";

/** The names of all methods that the code declares itself, in classes and objects. */
export const ownMethods = oncePerTree(
  (tree: CodeTree): ReadonlySet<string> =>
    new Set(
      [...tree.ofType("MethodDefinition"), ...tree.ofType("Property")].flatMap(
        ({ key, computed, value }) =>
          isFunction(value ?? undefined) ? (keyName(key, computed, tree) ?? []) : [],
      ),
    ),
);
