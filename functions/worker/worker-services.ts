import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { backgroundFunctions } from "#schemas/functions.ts";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";
import type { GenerationServices } from "#shared/generation/generation-services.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { choosePrompts, parseCompiledPrompts } from "#shared/patterns/prompt-versions.ts";
import { sandbox } from "../services/sandbox.ts";
import { jobStore, nodeStore } from "../services/stores.ts";
import { sleep, systemClock } from "../services/system.ts";
import { type ProviderServices, providerServices } from "./provider-services.ts";

/** A little more than the sandbox function itself has, so that its own end is told first. */
const mostInvokeMs = (backgroundFunctions.sandbox.timeoutSeconds + 2) * 1_000;

/** What is the same for every message. */
export interface WorkerServices
  extends Omit<GenerationServices, "onFault" | "onSummary" | "provider"> {
  readonly providers: ProviderServices;
}

export async function workerServices(
  source: Readonly<Record<string, string | undefined>>,
): Promise<WorkerServices> {
  const settings = readEnvironment(
    source,
    "NODES_TABLE",
    "ACCOUNT_TABLE",
    "PROVIDER_TIMEOUT_SECONDS",
    "GENERATION_BUDGET_SECONDS",
    "GENERATION_BUDGET_TOKENS",
    "GENERATION_BUDGET_USD",
    "JOB_LEASE_SECONDS",
    "PROMPT_WEIGHTS",
    "CONTEXT_WINDOW_TOKENS",
  );
  // Compiled from prompts/ by the build and laid beside the bundle.
  const text = await readFile(join(import.meta.dirname, "prompts.json"), "utf8");
  const prompts = choosePrompts(parseCompiledPrompts(JSON.parse(text)), settings.PROMPT_WEIGHTS);
  const nodes = nodeStore(source);
  return {
    jobs: jobStore(source, {
      nodesTable: settings.NODES_TABLE,
      accountTable: settings.ACCOUNT_TABLE,
    }),
    nodes,
    references: nodes,
    // Learned from each reply, as long as this process lives.
    calibration: tokenCalibration(),
    providers: providerServices(source, prompts.newest),
    libraryFor: prompts.libraryFor,
    window: settings.CONTEXT_WINDOW_TOKENS || undefined,
    sandbox: sandbox(source, { mostMs: mostInvokeMs }),
    clock: systemClock,
    sleep,
    limits: {
      leaseMs: settings.JOB_LEASE_SECONDS * 1_000,
      budgetMs: settings.GENERATION_BUDGET_SECONDS * 1_000,
      providerTimeoutMs: settings.PROVIDER_TIMEOUT_SECONDS * 1_000,
      budgetTokens: settings.GENERATION_BUDGET_TOKENS,
      budgetUsd: settings.GENERATION_BUDGET_USD,
    },
  };
}
