import type { ProviderCall } from "../jobs/job-record.ts";
import { modelOf, outputLimit } from "../providers/model-registry.ts";
import type { Provider } from "../providers/provider.ts";
import { microUsdOf } from "../usage/settlement.ts";
import { costOfUsage } from "./spending.ts";

export interface NextCall {
  /** As estimated. */
  readonly promptTokens: number;
  /** Most of the reply, without thinking. */
  readonly replyTokens: number;
}

/** The most that one call can take. Money is null where the model's price is not known. */
export type WorstCall = Omit<ProviderCall, "attempt">;

/** Prompts are estimated by an older vocabulary; those of newer models cut a text into up to so many more. */
const promptFactor = 1.4;

/** Where others may stand in for the one that is asked, of the one that could cost the most. */
export function worstCall(provider: Provider, call: NextCall): WorstCall {
  const { name, model, standIns = [] } = provider;
  const [worst] = [{ name, model }, ...standIns]
    .map((answerer) => worstOf(answerer, call))
    .sort((a, b) => (b.microUsd ?? -1) - (a.microUsd ?? -1));
  if (worst === undefined) throw new Error("nobody is asked");
  return worst;
}

function worstOf(
  { name, model }: Pick<Provider, "name" | "model">,
  { promptTokens, replyTokens }: NextCall,
): WorstCall {
  const input = Math.ceil(promptTokens * promptFactor);
  const output = outputLimit(name, model, replyTokens);
  const cost = costOfUsage({ input, cached: 0, output, reasoning: 0 }, modelOf(name, model));
  const microUsd = cost === null ? null : microUsdOf(cost);
  return { provider: name, model, tokens: { input, output }, microUsd };
}
