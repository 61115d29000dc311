import { CfnParameter } from "aws-cdk-lib";
import type { Construct } from "constructs";
import * as z from "zod";
import { type Setting, type SettingName, settings } from "#schemas/settings.ts";
import { pascalCase } from "./constructs/readable-stack.ts";
import type { Stage } from "./stages.ts";

/** The value of each setting in a template. */
export interface SettingValues {
  /** Undefined where the stage does not have the setting, which then is no variable either. */
  of(name: SettingName): string | undefined;
}

/** `LOG_LEVEL` is the parameter `LogLevel`. */
export const parameterName = pascalCase;

/**
 * One parameter for each setting the stage has; those that shape the template come from
 * `environment` and are fixed in it.
 */
export function settingValues(
  scope: Construct,
  stage: Stage,
  environment: Readonly<Record<string, string | undefined>>,
): SettingValues {
  const values = new Map<string, string>();
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    if (setting.synthesized) values.set(name, environment[name] ?? setting.default);
    else if (stage.local || !setting.localOnly) values.set(name, parameter(scope, name, setting));
  }
  return { of: (name) => values.get(name) };
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
