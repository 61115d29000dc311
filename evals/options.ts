import * as z from "zod";
import { providerNames } from "#schemas/settings.ts";
import { CannotStart } from "../local/cannot-start.ts";
import { commandArguments } from "../local/command-arguments.ts";
import { type EvalCase, tags } from "./eval-case.ts";

const usage = `usage: npm run -s evals -- [--scripted] [--provider ${providerNames.join("|")}]
  [--case id]... [--tag tag]... [--repeat n] [--max-usd n] [--json]
  [--baseline file] [--save-baseline]
tags: ${tags.join(", ")}`;

const Options = z.object({
  scripted: z.boolean(),
  provider: z.enum(providerNames).optional(),
  case: z.array(z.string()),
  tag: z.array(z.enum(tags)),
  repeat: z.coerce.number().int().min(1).max(100),
  "max-usd": z.coerce.number().positive().max(10_000).optional(),
  json: z.boolean(),
  baseline: z.string().min(1).optional(),
  "save-baseline": z.boolean(),
});
export type Options = z.infer<typeof Options>;

/** @throws CannotStart for what the command does not take, or what contradicts itself */
export function readOptions(): Options {
  const { values } = commandArguments(usage, {
    options: {
      scripted: { type: "boolean", default: false },
      provider: { type: "string" },
      case: { type: "string", multiple: true, default: [] },
      tag: { type: "string", multiple: true, default: [] },
      repeat: { type: "string", default: "1" },
      "max-usd": { type: "string" },
      json: { type: "boolean", default: false },
      baseline: { type: "string" },
      "save-baseline": { type: "boolean", default: false },
    },
  });
  const parsed = Options.safeParse(values);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(
      ({ path, message }) => `--${String(path[0])}: ${message}`,
    );
    throw new CannotStart(`${wrong.join("\n")}\n${usage}`);
  }
  const contradiction = contradictionIn(parsed.data);
  if (contradiction !== undefined) throw new CannotStart(`${contradiction}\n${usage}`);
  return parsed.data;
}

function contradictionIn(options: Options): string | undefined {
  if (options.scripted && options.provider !== undefined) {
    return "--scripted needs no provider";
  }
  const isPart = options.case.length > 0 || options.tag.length > 0;
  const isCompared = options.baseline !== undefined || options["save-baseline"];
  return isPart && isCompared ? "a baseline is of all cases, not of some" : undefined;
}

/** The cases that are asked for: all, those named, or those with one of the tags. */
export function chooseCases(
  cases: readonly EvalCase[],
  { case: ids, tag }: Pick<Options, "case" | "tag">,
): readonly EvalCase[] {
  const unknown = ids.find((id) => !cases.some((one) => one.id === id));
  if (unknown !== undefined) throw new CannotStart(`there is no case ${unknown}`);
  const named = ids.length === 0 ? cases : cases.filter(({ id }) => ids.includes(id));
  const tagged =
    tag.length === 0 ? named : named.filter((one) => one.tags.some((t) => tag.includes(t)));
  if (tagged.length > 0) return tagged;
  throw new CannotStart("no case has all that was asked for");
}
