import { plainText } from "../generation/plain-text.ts";
import type { LogLine } from "./log-lines.ts";

/** One line for a person: when, which function, how grave, what, and what is known of it. */
export function describeLine({ at, source, level, message, fields, ...ids }: LogLine): string {
  const { error, ...others } = fields;
  const known = Object.entries({ ...ids, ...others })
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${shown(value)}`);
  const function_ = source.replace(/Function$/, "");
  const first = [at.slice(11, 23), function_.padEnd(14), level.padEnd(5), message, ...known];
  const rest = error === undefined ? [] : [`  ${JSON.stringify(error)}`];
  return plainText([first.join(" "), ...rest].join("\n"));
}

const shown = (value: unknown): string =>
  typeof value === "string" && /^\S+$/.test(value) ? value : JSON.stringify(value);
