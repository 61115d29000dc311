import { CfnParameter } from "aws-cdk-lib";
import type { Construct } from "constructs";
import * as z from "zod";
import { type Setting, type SettingName, settings } from "#schemas/settings.ts";
import { CannotSynthesize } from "./cannot-synthesize.ts";
import { pascalCase } from "./constructs/readable-stack.ts";
import type { Stage } from "./stages.ts";

/** The value of each setting in a template. */
export interface SettingValues {
  /** Undefined where the stage does not have the setting, which then is no variable either. */
  of(name: SettingName): string | undefined;
}

/** `LOG_LEVEL` is the parameter `LogLevel`. */
export const parameterName = pascalCase;

export interface SettingSources {
  /** Values that follow from the rest of the deployment; they are no parameters. */
  readonly fixed: Partial<Record<SettingName, string>>;
  /** Where those are read that are fixed in the template. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * One parameter for each setting the stage has. Fixed in the template are those that shape it, and
 * all of a stage that shifts traffic: a version of a function keeps the environment it was made
 * with, and is made anew only where the template says something else.
 * @throws CannotSynthesize for a value that the setting does not take
 */
export function settingValues(
  scope: Construct,
  stage: Stage,
  { fixed, environment }: SettingSources,
): SettingValues {
  const values = new Map<string, string>(Object.entries(fixed));
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const exists = stage.local || !setting.localOnly;
    if (!exists || values.has(name)) continue;
    const inTemplate = setting.synthesized || stage.shiftsTraffic;
    values.set(
      name,
      inTemplate ? checked(name, setting, environment) : parameter(scope, name, setting),
    );
  }
  return { of: (name) => values.get(name) };
}

function checked(name: string, setting: Setting, environment: SettingSources["environment"]) {
  const given = environment[name];
  // An empty line in `.env` means the default, unless the setting itself may be empty.
  const isGiven = given !== undefined && (given !== "" || setting.schema.safeParse("").success);
  const value = isGiven ? given : setting.default;
  const parsed = setting.schema.safeParse(value);
  if (parsed.success) return value;
  throw new CannotSynthesize(
    `The setting ${name} cannot be "${value}"; set the environment variable to another value (${setting.description}).`,
  );
}

function parameter(scope: Construct, name: string, setting: Setting): string {
  const allowedValues = allowedValuesOf(setting.schema);
  const made = new CfnParameter(scope, parameterName(name), {
    type: "String",
    default: setting.default,
    description: setting.description,
    ...(allowedValues === undefined ? {} : { allowedValues }),
  });
  return made.valueAsString;
}

const Choices = z.union([
  z.object({ enum: z.array(z.string()) }).transform((schema) => schema.enum),
  z.object({ const: z.string() }).transform((schema) => [schema.const]),
]);
const AllowedValues = z.union([
  Choices,
  z.object({ anyOf: z.array(Choices) }).transform((schema) => schema.anyOf.flat()),
]);

/** A closed list of values is checked by the deployment already, before any function reads one. */
function allowedValuesOf(schema: z.ZodType): string[] | undefined {
  return AllowedValues.safeParse(z.toJSONSchema(schema, { io: "input" })).data;
}
