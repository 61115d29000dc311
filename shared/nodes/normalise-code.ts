import { stripTypeScriptTypes } from "node:module";
import type { AnyNode, ArrowFunctionExpression, FunctionExpression, Program } from "acorn";
import { parseCode } from "../checks/parse-code.ts";

export interface NormalisedCode {
  readonly code: string;
  /** What was changed, for the record of the generation. */
  readonly notes: string[];
}

/**
 * Code in the form that is run: `async function execute(inputs, ctx)`, declared and not exported.
 * Only the wrapping changes; code that does not parse is left as it is, for the checks to refuse.
 */
export function normaliseCode(code: string): NormalisedCode {
  const plain = parseCode(code);
  if (plain.ok) return withoutWrapping(code.trim());
  const stripped = withoutTypes(code);
  if (stripped === undefined || !parseCode(stripped).ok) return expressionOf(code);
  const { code: unwrapped, notes } = withoutWrapping(stripped.trim());
  return { code: unwrapped, notes: ["types were taken off", ...notes] };
}

/** A bare function expression is no statement of its own, so it is read in brackets. */
function expressionOf(code: string): NormalisedCode {
  const bracketed = `(${code.trim().replace(/;$/, "")});`;
  return parseCode(bracketed).ok ? withoutWrapping(bracketed) : { code, notes: [] };
}

function withoutTypes(code: string): string | undefined {
  try {
    return stripTypeScriptTypes(code, { mode: "strip" });
  } catch {
    return undefined;
  }
}

function withoutWrapping(code: string, roundsLeft = 3): NormalisedCode {
  const parsed = parseCode(code);
  if (!parsed.ok || roundsLeft === 0) return { code, notes: [] };
  const edits = parsed.tree.program.body.flatMap((statement) => editOf(statement, code));
  if (edits.length === 0) return { code, notes: [] };
  const edited = edits.reduceRight(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    code,
  );
  const notes = edits.map((edit) => edit.note);
  // An exported constant is first no export, then no constant any more.
  const again = withoutWrapping(edited.trim(), roundsLeft - 1);
  return { code: again.code, notes: [...new Set([...notes, ...again.notes])] };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly note: string;
}

type Statement = Program["body"][number];

function editOf(statement: Statement, code: string): Edit[] {
  const replace = (text: string, note: string): Edit[] => [
    { start: statement.start, end: statement.end, text, note },
  ];
  const source = (node: AnyNode): string => code.slice(node.start, node.end);
  const exported = "the export was taken off";
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return statement.source
        ? []
        : replace(statement.declaration ? source(statement.declaration) : "", exported);
    case "ExportDefaultDeclaration": {
      const { declaration } = statement;
      if (declaration.type === "Identifier") return replace("", exported);
      if (declaration.type === "ClassDeclaration") return [];
      const declared = asExecute(declaration, code);
      return declared === undefined ? [] : replace(declared, exported);
    }
    case "VariableDeclaration": {
      const [first, second] = statement.declarations;
      const isExecute = first?.id.type === "Identifier" && first.id.name === "execute";
      const declared = isExecute && !second && first.init ? asExecute(first.init, code) : undefined;
      return declared === undefined ? [] : replace(declared, "`execute` became a declaration");
    }
    case "ExpressionStatement": {
      const value = moduleExport(statement.expression);
      if (value !== undefined) {
        const declared = asExecute(value, code);
        const isName = value.type === "Identifier" || value.type === "ObjectExpression";
        return declared === undefined && !isName ? [] : replace(declared ?? "", exported);
      }
      const declared = asExecute(statement.expression, code);
      return declared === undefined ? [] : replace(declared, "the function was named `execute`");
    }
    default:
      return [];
  }
}

/** What `module.exports = …`, `module.exports.execute = …` or `exports.execute = …` gives away. */
function moduleExport(node: AnyNode): AnyNode | undefined {
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression")
    return undefined;
  const names = memberNames(node.left).join(".");
  return [
    "module.exports",
    "module.exports.execute",
    "exports.execute",
    "exports.default",
  ].includes(names)
    ? node.right
    : undefined;
}

function memberNames(node: AnyNode): string[] {
  if (node.type === "Identifier") return [node.name];
  if (node.type !== "MemberExpression" || node.computed) return [""];
  return [...memberNames(node.object), ...memberNames(node.property)];
}

/** A function as the declaration of `execute`; undefined for what is none. */
function asExecute(node: AnyNode, code: string): string | undefined {
  if (node.type === "FunctionDeclaration" && node.id && node.id.name !== "execute") {
    return code.slice(node.start, node.end);
  }
  const isFunction =
    node.type === "ArrowFunctionExpression" ||
    node.type === "FunctionExpression" ||
    node.type === "FunctionDeclaration";
  if (!isFunction || node.generator) return undefined;
  return `async function execute(${parametersOf(node, code)}) ${bodyOf(node, code)}`;
}

type AnyFunction = Pick<ArrowFunctionExpression | FunctionExpression, "params" | "body">;

const parametersOf = ({ params }: Pick<AnyFunction, "params">, code: string): string =>
  params.map((parameter) => code.slice(parameter.start, parameter.end)).join(", ");

const bodyOf = ({ body }: Pick<AnyFunction, "body">, code: string): string => {
  const text = code.slice(body.start, body.end);
  return body.type === "BlockStatement" ? text : `{\n  return (${text});\n}`;
};
