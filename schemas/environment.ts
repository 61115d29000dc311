import * as z from "zod";
import { type GrantName, grants, resourceVariables } from "./grants.ts";
import { type SettingName, settings } from "./settings.ts";

/**
 * The environment as a contract: the stack sets what is listed for a function, the function reads
 * it through the same schemas, and a missing or bad variable is named in the error.
 */
const resourceSchemas = {
  NODES_TABLE: z.string().min(3),
  WORK_TABLE: z.string().min(3),
  GENERATION_QUEUE_URL: z.url(),
  SANDBOX_FUNCTION: z.string().min(1),
  WORKER_FUNCTION: z.string().min(1),
  PLATFORM_SECRET_ARN: z.string().min(1),
  ACCOUNT_TABLE: z.string().min(3),
  /** What the names of the secrets begin with, slash included. */
  CONFIG_SECRETS: z.string().regex(/^[A-Za-z0-9_/-]+\/$/),
} as const;

type SettingSchemas = { [name in SettingName]: (typeof settings)[name]["schema"] };

const settingSchemas = Object.fromEntries(
  Object.entries(settings).map(([name, setting]) => [name, setting.schema]),
) as SettingSchemas;

export const variables = { ...resourceSchemas, ...settingSchemas };
export type VariableName = keyof typeof variables;

export type Environment<Name extends VariableName> = {
  [name in Name]: z.output<(typeof variables)[name]>;
};

/** Names of all variables a function with these grants and settings is given. */
export function variablesOf(needs: {
  readonly grants: readonly GrantName[];
  readonly settings: readonly SettingName[];
}): VariableName[] {
  const resources = needs.grants.map((name) => resourceVariables[grants[name].resource]);
  return [...new Set<VariableName>([...resources, ...needs.settings])];
}
