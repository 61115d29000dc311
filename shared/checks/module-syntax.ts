import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";

const noModules = "There are no modules: write what you need in the code itself.";
const noExports = "Declare execute and export nothing.";

/** Syntax that parses but has no place in a node. */
export const checkModuleSyntax = ({ code }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  return [
    ...code.allNodes.flatMap((node) => syntaxFault(node, code) ?? []),
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

const syntaxFault = (node: AnyNode, code: AnalysedCode): Violation | undefined => {
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
      return code.functionAround(node) === undefined
        ? fault("no-top-level-await", place(node), "`await` is only allowed inside a function.")
        : undefined;
    default:
      return undefined;
  }
};
