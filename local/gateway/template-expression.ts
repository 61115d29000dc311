/** What the names of a template stand for; `#set` adds to them. */
export type Variables = Record<string, unknown>;

/** A reference such as `$input.params().header.get("Origin")`, evaluated. */
export interface Reference {
  readonly value: unknown;
  /** Where the source goes on behind it. */
  readonly end: number;
}

const NAME = /[A-Za-z_][\w-]*/y;
const START = /\$!?(?<brace>\{?)(?=[A-Za-z_])/y;
const LITERAL =
  /"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<number>-?\d+(?:\.\d+)?)|(?<word>true|false|null)\b/y;

/** Thrown for what this subset of the template language does not have. */
export class UnsupportedTemplateExpression extends Error {
  override readonly name = "UnsupportedTemplateExpression";
}

/** The value of an expression as it stands in `#if (…)` and behind the `=` of `#set`. */
export function evaluate(source: string, variables: Variables): unknown {
  const expression = new Expression(source, 0, variables);
  const value = expression.disjunction();
  if (!expression.isAtEnd()) expression.fail();
  return value;
}

/** Reads a reference at a `$`; nothing if none begins there. */
export function readReference(
  source: string,
  at: number,
  variables: Variables,
): Reference | undefined {
  START.lastIndex = at;
  if (!START.test(source)) return undefined;
  const expression = new Expression(source, at, variables);
  return { value: expression.reference(), end: expression.at };
}

export const isTrue = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false;

/** Recursive descent, evaluated while it is read: the templates are a few lines long. */
class Expression {
  readonly source: string;
  readonly variables: Variables;
  at: number;

  constructor(source: string, at: number, variables: Variables) {
    this.source = source;
    this.variables = variables;
    this.at = at;
  }

  disjunction(): unknown {
    let value = this.conjunction();
    while (this.take("||")) {
      const right = this.conjunction();
      value = isTrue(value) || isTrue(right);
    }
    return value;
  }

  private conjunction(): unknown {
    let value = this.equality();
    while (this.take("&&")) {
      const right = this.equality();
      value = isTrue(value) && isTrue(right);
    }
    return value;
  }

  private equality(): unknown {
    const left = this.unary();
    if (this.take("==")) return left === this.unary();
    if (this.take("!=")) return left !== this.unary();
    return left;
  }

  private unary(): unknown {
    if (this.take("!")) return !isTrue(this.unary());
    if (this.take("(")) {
      const value = this.disjunction();
      this.expect(")");
      return value;
    }
    this.skipSpace();
    return this.source[this.at] === "$" ? this.reference() : this.literal();
  }

  private literal(): unknown {
    const { double, single, number, word } = this.match(LITERAL)?.groups ?? this.fail();
    if (number !== undefined) return Number(number);
    if (word !== undefined) return word === "null" ? null : word === "true";
    return double ?? single;
  }

  reference(): unknown {
    const braced = this.match(START)?.groups?.brace === "{";
    let value = this.variables[this.name()];
    while (this.source[this.at] === "." && this.nextIsName()) {
      this.at += 1;
      const name = this.name();
      value =
        this.source[this.at] === "(" ? call(value, name, this.callArguments()) : get(value, name);
    }
    if (braced) this.expect("}");
    return value;
  }

  private callArguments(): unknown[] {
    this.expect("(");
    const values: unknown[] = [];
    while (!this.take(")")) {
      if (values.length > 0) this.expect(",");
      values.push(this.disjunction());
    }
    return values;
  }

  private nextIsName(): boolean {
    NAME.lastIndex = this.at + 1;
    return NAME.test(this.source);
  }

  private name(): string {
    return this.match(NAME)?.[0] ?? this.fail();
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  private take(token: string): boolean {
    this.skipSpace();
    if (!this.source.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) this.fail();
  }

  private skipSpace(): void {
    while (/\s/.test(this.source[this.at] ?? "")) this.at += 1;
  }

  isAtEnd(): boolean {
    this.skipSpace();
    return this.at >= this.source.length;
  }

  fail(): never {
    throw new UnsupportedTemplateExpression(
      `The local gateway cannot read this template at "${this.source.slice(this.at, this.at + 40)}".`,
    );
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const get = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const textMethods: Record<string, (text: string, argument: unknown) => unknown> = {
  contains: (text, part) => text.includes(String(part)),
  equals: (text, other) => text === other,
  isEmpty: (text) => text === "",
  matches: (text, pattern) => new RegExp(`^(?:${pattern})$`).test(text),
  toLowerCase: (text) => text.toLowerCase(),
};

function call(value: unknown, name: string, given: readonly unknown[]): unknown {
  const own = get(value, name);
  if (typeof own === "function") return own(...given);
  // A header or parameter that is not there is empty, as in the gateway's own maps.
  if (name === "get" && isRecord(value)) return get(value, String(given[0])) ?? "";
  const ofText = typeof value === "string" ? textMethods[name] : undefined;
  if (ofText !== undefined) return ofText(String(value), given[0]);
  throw new UnsupportedTemplateExpression(`The local gateway's templates have no ${name}().`);
}
