import { expect } from "vitest";
import type { RunReply } from "#schemas/sandbox.ts";
import type { RunOptions } from "./shared-sandbox.ts";

/** What an expression gave: its value in JSON, or the name of the error it threw. */
type Shown = string;

/** An expression, or one for the guest and another that says here what it must give. */
export type Case = string | readonly [guest: string, host: string];

type Run = (body: string, options?: RunOptions) => Promise<RunReply>;

/** JSON with words for what it has none for. The text itself runs on both sides. */
const show = `const mark = (key, value) => {
    if (value === undefined) return "<undefined>";
    if (typeof value === "bigint") return "<" + value + "n>";
    if (typeof value === "number" && !Number.isFinite(value)) return "<" + value + ">";
    return Object.is(value, -0) ? "<-0>" : value;
  };
  const show = async (evaluate) => {
    try { return JSON.stringify(await evaluate(), mark); }
    catch (error) { return "threw " + (error?.name ?? String(error)); }
  };`;

const collect = (expressions: readonly string[]) =>
  `${show}
  const evaluations = [${expressions.map((one) => `async () => (${one})`).join(",\n")}];
  const values = [];
  for (const evaluate of evaluations) values.push(await show(evaluate));
  return { values };`;

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

/** Evaluates each case in a guest and in V8, which says what is right; the two must be the same. */
export async function expectSameAsHost(run: Run, cases: readonly Case[]): Promise<void> {
  const pairs = cases.map((one) => (typeof one === "string" ? ([one, one] as const) : one));
  const guest = await shownByGuest(
    run,
    pairs.map(([expression]) => expression),
  );
  const here = await shownByHost(pairs.map(([, expression]) => expression));
  expect(named(pairs, guest)).toEqual(named(pairs, here));
}

export async function shownByGuest(run: Run, expressions: readonly string[]): Promise<Shown[]> {
  const limits = { cpuMs: 8_000, wallMs: 20_000 };
  const reply = await run(collect(expressions), { limits });
  expect(reply).toMatchObject({ status: "success" });
  return (reply.output as { values: Shown[] }).values;
}

export async function shownByHost(expressions: readonly string[]): Promise<Shown[]> {
  return (await new AsyncFunction(collect(expressions))()).values;
}

const named = (pairs: readonly (readonly [string, string])[], values: readonly Shown[]) =>
  pairs.map(([guest], index) => `${guest}  →  ${values[index]}`);
