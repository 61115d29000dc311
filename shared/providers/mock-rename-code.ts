import { type Node, type ObjectExpression, type Options, parse, parseExpressionAt } from "acorn";
import { ancestor } from "acorn-walk";
import type { PortRenames } from "./mock-fit-ports.ts";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const language: Options = { ecmaVersion: "latest", sourceType: "script" };

/**
 * Renames the ports in a pattern's code: `inputs.<name>`, the keys of what `inputs` is set to and of
 * what `execute` returns, and `"<name>"` in messages. The rest stays as it is, character by character.
 */
export const renameInCode = (code: string, renames: PortRenames): string =>
  applyEdits(code, editsOf(parse(code, language), code, renames, "return"));

/** Renames the ports in an assertion, an expression over `out` and `inputs`. */
export const renameInAssertion = (assertion: string, renames: PortRenames): string =>
  applyEdits(
    assertion,
    editsOf(parseExpressionAt(assertion, 0, language), assertion, renames, "out"),
  );

/** Renames inputs where a message names them: `input "text" must be …`. */
export const renameInMessage = (message: string, inputs: ReadonlyMap<string, string>): string =>
  message.replace(/input "(\w+)"/g, (found, name: string) => {
    const renamed = inputs.get(name);
    return renamed === undefined ? found : `input "${renamed}"`;
  });

const applyEdits = (text: string, edits: readonly Edit[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce(
      (edited, { start, end, text: put }) => edited.slice(0, start) + put + edited.slice(end),
      text,
    );

const editsOf = (
  tree: Node,
  source: string,
  renames: PortRenames,
  outputs: "return" | "out",
): Edit[] => {
  const edits: Edit[] = [];
  const editMessage = ({ start, end }: Node): void => {
    const literal = source.slice(start, end);
    const whole = /^(['`])"(\w+)"\1$/.exec(literal);
    const renamed = whole?.[2] === undefined ? undefined : renames.inputs.get(whole[2]);
    const text =
      renamed === undefined
        ? renameInMessage(literal, renames.inputs)
        : literal.replace(/\w+/, renamed);
    if (text !== literal) edits.push({ start, end, text });
  };
  ancestor(tree, {
    MemberExpression({ object, property, computed }) {
      if (computed || object.type !== "Identifier" || property.type !== "Identifier") return;
      const ports = portsNamed(object.name, renames, outputs);
      const text = ports?.get(property.name);
      if (text !== undefined) edits.push({ start: property.start, end: property.end, text });
    },
    Literal(literal) {
      if (typeof literal.value === "string") editMessage(literal);
    },
    TemplateElement: editMessage,
    AssignmentExpression({ left, right }) {
      if (left.type !== "Identifier" || left.name !== "inputs") return;
      if (right.type === "ObjectExpression") edits.push(...keyEdits(right, renames.inputs));
    },
    ReturnStatement({ argument }, _state, ancestors) {
      if (outputs !== "return" || argument?.type !== "ObjectExpression") return;
      if (isOfExecute(ancestors)) edits.push(...keyEdits(argument, renames.outputs));
    },
  });
  return edits;
};

const keyEdits = (object: ObjectExpression, names: ReadonlyMap<string, string>): Edit[] =>
  object.properties.flatMap((property) => {
    if (property.type !== "Property" || property.computed) return [];
    if (property.key.type !== "Identifier") return [];
    const { start, end, name } = property.key;
    const renamed = names.get(name);
    if (renamed === undefined) return [];
    return [{ start, end, text: property.shorthand ? `${renamed}: ${name}` : renamed }];
  });

const portsNamed = (
  object: string,
  renames: PortRenames,
  outputs: "return" | "out",
): ReadonlyMap<string, string> | undefined => {
  if (object === "inputs") return renames.inputs;
  return object === "out" && outputs === "out" ? renames.outputs : undefined;
};

/** Whether the innermost function around a node is `execute`. */
const isOfExecute = (ancestors: readonly Node[]): boolean => {
  const inner = ancestors.findLast((node) => /Function/.test(node.type));
  return inner !== undefined && "id" in inner && isNamed(inner.id, "execute");
};

const isNamed = (id: unknown, name: string): boolean =>
  id !== null && typeof id === "object" && "name" in id && id.name === name;
