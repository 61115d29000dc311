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

const exportOff = "the export was taken off";

function editOf(statement: Statement, code: string): Edit[] {
  const replacement = exportEdit(statement, code) ?? functionEdit(statement, code);
  return replacement === undefined
    ? []
    : [{ start: statement.start, end: statement.end, ...replacement }];
}

type Replacement = Pick<Edit, "text" | "note">;

function exportEdit(statement: Statement, code: string): Replacement | undefined {
  if (statement.type === "ExportNamedDeclaration") {
    if (statement.source) return undefined;
    const { declaration } = statement;
    return { text: declaration ? sourceOf(declaration, code) : "", note: exportOff };
  }
  const given =
    statement.type === "ExportDefaultDeclaration"
      ? statement.declaration
      : statement.type === "ExpressionStatement"
        ? moduleExport(statement.expression)
        : undefined;
  if (given === undefined) return undefined;
  if (given.type === "Identifier" || given.type === "ObjectExpression") {
    return { text: "", note: exportOff };
  }
  const text = asExecute(given, code);
  return text === undefined ? undefined : { text, note: exportOff };
}

/** A function that is no declaration: a constant named `execute`, or nothing but the function. */
function functionEdit(statement: Statement, code: string): Replacement | undefined {
  if (statement.type === "ExpressionStatement") {
    const text = asExecute(statement.expression, code);
    return text === undefined ? undefined : { text, note: "the function was named `execute`" };
  }
  if (statement.type !== "VariableDeclaration") return undefined;
  const [first, second] = statement.declarations;
  if (first?.id.type !== "Identifier" || first.id.name !== "execute") return undefined;
  const text = first.init && second === undefined ? asExecute(first.init, code) : undefined;
  return text === undefined ? undefined : { text, note: "`execute` became a declaration" };
}

const sourceOf = (node: AnyNode, code: string): string => code.slice(node.start, node.end);

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
    return sourceOf(node, code);
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
  params.map((parameter) => sourceOf(parameter, code)).join(", ");

const bodyOf = ({ body }: Pick<AnyFunction, "body">, code: string): string => {
  const text = sourceOf(body, code);
  return body.type === "BlockStatement" ? text : `{\n  return (${text});\n}`;
};
