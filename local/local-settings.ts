import type * as z from "zod";
import { type Setting, settings } from "#schemas/settings.ts";
import { CannotStart } from "./cannot-start.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the local run starts from; everything else has the stack's own default. */
const localDefaults: Environment = {
  LLM_PROVIDER: "mock",
  ALLOW_MOCK_PROVIDER: "true",
  // Servers of this machine, as Ollama and those of tests are.
  LLM_ALLOWED_HOSTS: "localhost,127.0.0.1,[::1]",
};

/** The stack's parameter for a setting: `LOG_LEVEL` is `LogLevel`. */
export const parameterName = (setting: string): string =>
  setting
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join("");

/**
 * Values for the stack's parameters, by parameter name, from environment variables.
 * @throws naming every setting whose value is wrong.
 */
export function stackParameters(environment: Environment): Record<string, string> {
  const wrong: string[] = [];
  const parameters: Record<string, string> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const value = given(environment[name], setting, name in localDefaults) ?? localDefaults[name];
    if (value === undefined) continue;
    const checked = setting.schema.safeParse(value);
    if (!checked.success) wrong.push(`${name}=${value}: ${reason(checked.error)}`);
    // Those that shape the template are no parameters; what is wrong with them is told here as well.
    if (!setting.synthesized) parameters[parameterName(name)] = value;
  }
  if (wrong.length > 0) {
    throw new CannotStart(`settings that cannot be used:\n  ${wrong.join("\n  ")}`);
  }
  return parameters;
}

/**
 * An empty line in `.env` means the default, unless the setting itself may be empty and has no
 * default of the local run.
 */
function given(
  value: string | undefined,
  setting: Setting,
  hasLocalDefault: boolean,
): string | undefined {
  const meansEmpty = !hasLocalDefault && setting.schema.safeParse("").success;
  return value === "" && !meansEmpty ? undefined : value;
}

/** What a setting may be where it is one of a few words, and otherwise what is wrong with it. */
function reason(error: z.ZodError): string {
  const issues = error.issues.flatMap((issue) =>
    issue.code === "invalid_union" ? issue.errors.flat() : [issue],
  );
  const words = issues.flatMap((issue) => (issue.code === "invalid_value" ? issue.values : []));
  const named = words.map(String).filter((word) => word !== "");
  if (named.length > 0) return `may be ${alternatives.format(named)}`;
  const others = issues.filter(({ code }) => code !== "invalid_value");
  return others.map(({ message }) => message).join("; ");
}

const alternatives = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** Says which key the chosen provider will ask for in vain; undefined where it has what it needs. */
export function missingKey(environment: Environment): string | undefined {
  const provider = environment.LLM_PROVIDER || localDefaults.LLM_PROVIDER;
  if (provider !== "claude" && provider !== "openai") return undefined;
  if (platformKeys(environment)[provider]?.trim()) return undefined;
  const variable = provider === "claude" ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY";
  return `LLM_PROVIDER is ${provider} and ${variable} is not set: generations will fail until it is`;
}

/** Keys of the platform's providers; those that are not set are left out. */
export function platformKeys(environment: Environment): Record<string, string> {
  const claude = environment.CLAUDE_API_KEY || environment.ANTHROPIC_API_KEY;
  const openai = environment.OPENAI_API_KEY;
  return { ...(claude && { claude }), ...(openai && { openai }) };
}

/** What tokens of the local issuer say, in the words the stack was told to expect. */
export function tokenNames(environment: Environment): { audience: string; roleClaim: string } {
  const nameFor = (name: "TOKEN_AUDIENCE" | "ROLE_CLAIM") =>
    environment[name] || settings[name].default;
  const [audience = ""] = nameFor("TOKEN_AUDIENCE").split(",");
  return { audience: audience.trim(), roleClaim: nameFor("ROLE_CLAIM") };
}
