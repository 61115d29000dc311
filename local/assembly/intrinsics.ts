/**
 * Evaluates CloudFormation's intrinsic functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */

/** What a template's names stand for. Each throws where there is no such thing. */
export interface Names {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  importValue(name: string): unknown;
  condition(name: string): unknown;
  mapping(map: string, key: string, attribute: string): unknown;
}

export type Resolve = (value: unknown) => unknown;

const noValue = Symbol("AWS::NoValue");

/** Thrown for what a template asks and the local run cannot answer. */
export class UnsupportedTemplate extends Error {
  override readonly name = "UnsupportedTemplate";
}

/** Resolves whole property trees; parts that are `AWS::NoValue` are left out. */
export function createResolver(names: Names): Resolve {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== noValue);
    if (!isObject(value)) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic) return evaluate(intrinsic.name, intrinsic.argument, names, resolve);
    const entries = Object.entries(value).map(([key, part]) => [key, resolve(part)] as const);
    return Object.fromEntries(entries.filter(([, part]) => part !== noValue));
  };
  return (value) => {
    const resolved = resolve(value);
    return resolved === noValue ? undefined : resolved;
  };
}

function intrinsicOf(value: Record<string, unknown>) {
  const entries = Object.entries(value);
  const [only] = entries;
  if (only === undefined || entries.length > 1) return undefined;
  const [name, argument] = only;
  const isIntrinsic = name === "Ref" || name === "Condition" || name.startsWith("Fn::");
  // A policy statement may hold nothing but a `Condition` block, which is an object.
  if (!isIntrinsic || (name === "Condition" && typeof argument !== "string")) return undefined;
  return { name, argument };
}

function evaluate(name: string, argument: unknown, names: Names, resolve: Resolve): unknown {
  switch (name) {
    case "Ref":
      return argument === "AWS::NoValue" ? noValue : names.ref(text(name, argument));
    case "Condition":
      return names.condition(text(name, argument));
    case "Fn::GetAtt":
      return names.attribute(...attributeOf(argument, resolve));
    case "Fn::ImportValue":
      return names.importValue(text(name, resolve(argument)));
    case "Fn::Join": {
      const [separator, parts] = pair(name, argument);
      return list(name, resolve(parts)).join(text(name, separator));
    }
    case "Fn::Split": {
      const [separator, whole] = pair(name, argument);
      return text(name, resolve(whole)).split(text(name, separator));
    }
    case "Fn::Select": {
      const [index, from] = pair(name, argument);
      return select(Number(resolve(index)), list(name, resolve(from)));
    }
    case "Fn::Sub":
      return substitute(argument, names, resolve);
    case "Fn::FindInMap": {
      const [map, key, attribute] = list(name, argument).map((part) => text(name, resolve(part)));
      return names.mapping(map ?? "", key ?? "", attribute ?? "");
    }
    case "Fn::Base64":
      return Buffer.from(text(name, resolve(argument))).toString("base64");
    default:
      return evaluateCondition(name, list(name, argument), names, resolve);
  }
}

function evaluateCondition(
  name: string,
  parts: unknown[],
  names: Names,
  resolve: Resolve,
): unknown {
  switch (name) {
    case "Fn::If": {
      const [condition, whenTrue, whenFalse] = parts;
      return resolve(names.condition(text(name, condition)) ? whenTrue : whenFalse) ?? noValue;
    }
    case "Fn::Equals":
      return String(resolve(parts[0])) === String(resolve(parts[1]));
    case "Fn::And":
      return parts.every((part) => resolve(part) === true);
    case "Fn::Or":
      return parts.some((part) => resolve(part) === true);
    case "Fn::Not":
      return resolve(parts[0]) !== true;
    default:
      throw new UnsupportedTemplate(`the local run does not know the intrinsic function ${name}`);
  }
}

function attributeOf(argument: unknown, resolve: Resolve): [string, string] {
  if (typeof argument === "string") {
    const dot = argument.indexOf(".");
    return [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [logicalId, attribute] = pair("Fn::GetAtt", argument);
  return [text("Fn::GetAtt", logicalId), text("Fn::GetAtt", resolve(attribute))];
}

function substitute(argument: unknown, names: Names, resolve: Resolve): string {
  const [template, values] =
    typeof argument === "string" ? [argument, {}] : pair("Fn::Sub", argument);
  const given = isObject(values) ? values : {};
  return text("Fn::Sub", template).replace(/\$\{([^}]*)\}/g, (_match, name: string) => {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    const key = name.trim();
    if (key in given) return String(resolve(given[key]));
    if (key.startsWith("AWS::") || !key.includes(".")) return String(names.ref(key));
    return String(names.attribute(...attributeOf(key, resolve)));
  });
}

function select(index: number, from: unknown[]): unknown {
  if (index in from) return from[index];
  throw new UnsupportedTemplate(`Fn::Select has no element ${index} among ${from.length}`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function text(intrinsic: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new UnsupportedTemplate(`${intrinsic} needs a text, not ${JSON.stringify(value)}`);
}

function list(intrinsic: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnsupportedTemplate(`${intrinsic} needs a list, not ${JSON.stringify(value)}`);
}

function pair(intrinsic: string, value: unknown): [unknown, unknown] {
  const [first, second] = list(intrinsic, value);
  return [first, second];
}
