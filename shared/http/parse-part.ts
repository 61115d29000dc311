import type * as z from "zod";
import type { ProblemDetail } from "#schemas/problem.ts";
import { hasSecretForm } from "../checks/secret-forms.ts";

/** A value through a schema; what is wrong with it is told with its path, which starts with `name`. */
export function parsePart<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  value: unknown,
): { data: z.output<Schema> } | { errors: ProblemDetail[] } {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { data: parsed.data }
    : { errors: parsed.error.issues.flatMap((issue) => detailsOf(name, issue)) };
}

function detailsOf(part: string, issue: z.core.$ZodIssue): ProblemDetail[] {
  const path = pathOf(part, issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf(part, [...issue.path, key]),
      code: "unknown_field",
      message: "is not a field of this request",
    }));
  }
  return [{ path, code: issue.code, message: sentenceOf(issue) }];
}

const articles: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What is wrong in words of the API, where the schema library's own speak of its insides. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined && /received undefined/.test(issue.message)) return "is missing";
    return `must be ${articles[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === "invalid_union") return "has none of the allowed forms";
  return issue.message.slice(0, 500);
}

function pathOf(part: string, segments: readonly PropertyKey[]): string {
  const path = segments.reduce<string>(
    (text, segment) =>
      typeof segment === "number" ? `${text}[${segment}]` : `${text}.${shown(String(segment))}`,
    part,
  );
  return path.slice(0, 500);
}

/** A key may have been pasted where a field's name should be; it is not repeated. */
const shown = (name: string): string => (hasSecretForm(name) ? "…" : name);
