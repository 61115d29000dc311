import { fileURLToPath } from "node:url";
import { providerSettings, settings } from "#schemas/settings.ts";
import { AppError } from "#shared/app-error.ts";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { compileVersions } from "#shared/patterns/compile-prompts.ts";
import { choosePrompts, type PromptChoice } from "#shared/patterns/prompt-versions.ts";
import { choosePlatformProvider } from "#shared/providers/choose-provider.ts";
import { createProvider } from "#shared/providers/create-provider.ts";
import { mockProvider } from "#shared/providers/mock.ts";
import { modelOf } from "#shared/providers/model-registry.ts";
import type { ProviderName } from "#shared/providers/provider.ts";
import { createSandbox } from "../../functions/sandbox/create-sandbox.ts";
import { sleep, systemClock } from "../../functions/services/system.ts";
import { CannotStart } from "../../local/cannot-start.ts";
import { platformKeys } from "../../local/local-settings.ts";
import { readScript } from "../scripted/read-script.ts";
import { scriptedProvider, withoutMutants } from "../scripted/scripted-provider.ts";
import type { Purse } from "./purse.ts";
import type { RunServices } from "./run-case.ts";

type Source = Readonly<Record<string, string | undefined>>;

/** All that the cases of a run share. */
export interface OpenRun {
  readonly services: RunServices;
  /** What is measured, as baselines name it: `scripted`, `claude/claude-sonnet-5-5`. */
  readonly label: string;
  /** Whether the calls have a price that is known. */
  readonly isPriced: boolean;
  close(): Promise<void>;
}

/** Replies from files, with the settings that a deployed worker starts from. */
export async function openScripted(): Promise<OpenRun> {
  const { shared, close } = await openShared({});
  const sandbox = withoutMutants(shared.sandbox);
  const provider: RunServices["provider"] = async ({ id }) =>
    scriptedProvider(await readScript(id));
  const services = { ...shared, sandbox, provider };
  return { services, label: "scripted", isPriced: false, close };
}

/**
 * The provider that the environment chooses, or the named one, with the settings of the environment.
 * @throws CannotStart where none is chosen or its key is missing
 */
export async function openProvider(
  environment: Source,
  { name, purse }: { readonly name: ProviderName | undefined; readonly purse: Purse },
): Promise<OpenRun> {
  const source = { ...environment, ...(name !== undefined && chosen(name)) };
  const choice = choosePlatformProvider(read(source, ...providerSettings));
  if (choice === undefined) throw new CannotStart(noProvider);
  const { shared, library, close } = await openShared(source);
  try {
    const made = await createProvider(choice, {
      keys: async () => platformKeys(environment),
      mock: async () => mockProvider({ library }),
    });
    const provider = purse.paying(made);
    return {
      services: { ...shared, provider: async () => provider },
      label: `${choice.name}/${choice.model}`,
      isPriced: modelOf(choice.name, choice.model).price !== null,
      close,
    };
  } catch (error) {
    await close();
    throw error instanceof AppError ? new CannotStart(error.message) : error;
  }
}

const noProvider =
  "no provider is chosen: set LLM_PROVIDER and its key, name one with --provider, " +
  "or run the scripted replies with --scripted";

const chosen = (name: ProviderName): Source => ({
  LLM_PROVIDER: name,
  ...(name === "mock" && { ALLOW_MOCK_PROVIDER: "true" }),
});

const promptsDirectory = fileURLToPath(new URL("../../prompts", import.meta.url));

async function openShared(source: Source) {
  const prompts = await openPrompts(source);
  const limits = read(
    source,
    "PROVIDER_TIMEOUT_SECONDS",
    "GENERATION_BUDGET_SECONDS",
    "GENERATION_BUDGET_TOKENS",
    "GENERATION_BUDGET_USD",
    "JOB_LEASE_SECONDS",
    "CONTEXT_WINDOW_TOKENS",
  );
  const sandbox = createSandbox();
  const shared: Omit<RunServices, "provider"> = {
    calibration: tokenCalibration(),
    window: limits.CONTEXT_WINDOW_TOKENS || undefined,
    libraryFor: prompts.libraryFor,
    sandbox,
    clock: systemClock,
    sleep,
    limits: {
      leaseMs: limits.JOB_LEASE_SECONDS * 1_000,
      budgetMs: limits.GENERATION_BUDGET_SECONDS * 1_000,
      providerTimeoutMs: limits.PROVIDER_TIMEOUT_SECONDS * 1_000,
      budgetTokens: limits.GENERATION_BUDGET_TOKENS,
      budgetUsd: limits.GENERATION_BUDGET_USD,
    },
  };
  return { shared, library: prompts.newest, close: () => sandbox.close() };
}

/** The versions that the settings name, as for the worker. @throws CannotStart where one is not there */
async function openPrompts(source: Source): Promise<PromptChoice> {
  const { PROMPT_WEIGHTS: weights } = read(source, "PROMPT_WEIGHTS");
  const compiled = await compileVersions(promptsDirectory);
  try {
    return choosePrompts(compiled, weights);
  } catch (error) {
    throw error instanceof Error ? new CannotStart(error.message) : error;
  }
}

/** The environment over the defaults of the settings. @throws CannotStart naming what is not valid */
const read: typeof readEnvironment = (source, ...names) => {
  const defaults = Object.entries(settings).map(([name, setting]) => [name, setting.default]);
  const given = Object.entries(source).filter(([, value]) => value !== undefined && value !== "");
  try {
    return readEnvironment(
      { ...Object.fromEntries(defaults), ...Object.fromEntries(given) },
      ...names,
    );
  } catch (error) {
    throw error instanceof Error ? new CannotStart(error.message) : error;
  }
};
