import type { Violation } from "#schemas/node.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";
import type { ParsedNode } from "./parse-code.ts";

const noModules = "There are no modules: write what you need in the code itself.";
const noExports = "Declare execute and export nothing.";

/** Syntax that parses but has no place in a node. */
export const checkModuleSyntax = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  return [
    ...code.nodes.flatMap((parsed) => syntaxFault(parsed) ?? []),
    ...code.scopes.argumentsUses.map((identifier) =>
      fault(
        "no-arguments",
        place(identifier),
        "`arguments` is not allowed.",
        "Name the parameters, or take them as ...rest.",
      ),
    ),
  ];
};

const syntaxFault = ({ node, ancestors }: ParsedNode): Violation | undefined => {
  switch (node.type) {
    case "ImportDeclaration":
    case "ImportExpression":
    case "MetaProperty":
      if (node.type === "MetaProperty" && node.meta.name !== "import") return undefined;
      return fault("no-import", place(node), "`import` is not allowed.", noModules);
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
    case "ExportAllDeclaration":
      return fault("no-export", place(node), "`export` is not allowed.", noExports);
    case "AwaitExpression":
      return ancestors.some((ancestor) => isFunction(ancestor.type))
        ? undefined
        : fault("no-top-level-await", place(node), "`await` is only allowed inside a function.");
    default:
      return undefined;
  }
};

const isFunction = (type: string): boolean =>
  ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(type);
