import {
  evaluate,
  isTrue,
  readReference,
  UnsupportedTemplateExpression,
  type Variables,
} from "./template-expression.ts";

/** An `#if` under way: whether its current branch is shown, and whether any branch was. */
interface Branch {
  readonly inShownBranch: boolean;
  shown: boolean;
  decided: boolean;
}

const DIRECTIVE = /#\{?(?:(?<name>else|end)\b\}?|(?<withArgument>set|if|elseif)[ \t]*\()/y;
const UNSUPPORTED = /#(?:foreach|macro|define|include|parse|evaluate|stop|break)\b/y;

/**
 * Renders a mapping template: references, `#set`, `#if` with `#elseif` and `#else`, and comments;
 * throws for other directives of the language.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export function renderTemplate(source: string, variables: Variables): string {
  const branches: Branch[] = [];
  const isShown = () => branches.at(-1)?.shown ?? true;
  let output = "";
  let at = 0;

  while (at < source.length) {
    const directive = matchAt(DIRECTIVE, source, at);
    const reference = source[at] === "$" && isShown() && readReference(source, at, variables);
    if (source.startsWith("##", at)) {
      at = endOfLine(source, at);
    } else if (directive) {
      const { name, withArgument } = directive.groups ?? {};
      const start = at + directive[0].length;
      const end = withArgument === undefined ? start : closingParenthesis(source, start);
      run(name ?? withArgument ?? "", source.slice(start, end), branches, variables);
      at = afterDirective(source, withArgument === undefined ? end : end + 1);
    } else if (matchAt(UNSUPPORTED, source, at)) {
      throw new UnsupportedTemplateExpression(
        `Not in the local gateway: ${source.slice(at, at + 20)}`,
      );
    } else if (reference) {
      output += reference.value ?? "";
      at = reference.end;
    } else {
      if (isShown()) output += source[at];
      at += 1;
    }
  }
  return output;
}

function run(name: string, argument: string, branches: Branch[], variables: Variables): void {
  const branch = branches.at(-1);
  const inShownBranch = branch?.shown ?? true;
  if (name === "set") {
    if (inShownBranch) set(argument, variables);
  } else if (name === "if") {
    const holds = inShownBranch && isTrue(evaluate(argument, variables));
    branches.push({ inShownBranch, shown: holds, decided: holds });
  } else if (branch === undefined) {
    throw new UnsupportedTemplateExpression(`#${name} without #if`);
  } else if (name === "end") {
    branches.pop();
  } else {
    const mayShow = branch.inShownBranch && !branch.decided;
    branch.shown = mayShow && (name === "else" || isTrue(evaluate(argument, variables)));
    branch.decided ||= branch.shown;
  }
}

const ASSIGNMENT = /^\s*\$(?<path>[\w-]+(?:\.[\w-]+)*)\s*=(?<value>[^=].*)$/s;

function set(argument: string, variables: Variables): void {
  const { path = "", value = "" } = ASSIGNMENT.exec(argument)?.groups ?? {};
  const names = path.split(".");
  const last = names.pop() ?? "";
  if (last === "") throw new UnsupportedTemplateExpression(`#set(${argument})`);
  let target = variables;
  for (const name of names) {
    target[name] ??= {};
    target = target[name] as Variables;
  }
  target[last] = evaluate(value, variables);
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function closingParenthesis(source: string, start: number): number {
  let depth = 1;
  let quote = "";
  for (let at = start; at < source.length; at++) {
    const character = source[at] ?? "";
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "(") depth += 1;
    else if (character === ")" && --depth === 0) return at;
  }
  throw new UnsupportedTemplateExpression("A directive of the template is not closed.");
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end + 1;
}

/** A directive at the end of a line takes the line's end with it. */
function afterDirective(source: string, at: number): number {
  const rest = matchAt(/[ \t]*\r?\n/y, source, at);
  return rest ? at + rest[0].length : at;
}
