import { estimateTokens } from "#shared/generation/context/estimate-tokens.ts";
import { costOf, modelOf, outputLimit } from "#shared/providers/model-registry.ts";
import type { Provider, ProviderRequest } from "#shared/providers/provider.ts";

/** Thrown in the place of a call that the money left might not pay for. */
export class PurseEmpty extends Error {
  override readonly name = "PurseEmpty";
}

/** Money that all cases of a run share. */
export interface Purse {
  /** The provider, its calls paid for. Where the price is not known, nothing is held back. */
  paying(provider: Provider): Provider;
  readonly isEmpty: boolean;
  readonly spentUsd: number;
}

/** Models cut a text into up to so many more tokens than is estimated. */
const promptFactor = 1.4;

/**
 * A call is made only where the most it can cost fits into what is left, with what calls that are
 * under way can cost set aside. Once one did not fit, no other is made.
 */
export function openPurse(mostUsd: number): Purse {
  let spent = 0;
  let held = 0;
  let isEmpty = false;
  return {
    paying: (provider) => ({
      ...provider,
      async generate(request, call) {
        const worst = worstCost(provider, request);
        if (isEmpty || spent + held + worst > mostUsd) {
          isEmpty = true;
          throw new PurseEmpty(`$${mostUsd} do not hold another call`);
        }
        held += worst;
        try {
          const reply = await provider.generate(request, call);
          spent += costOf(reply.usage, modelOf(provider.name, provider.model)) ?? 0;
          return reply;
        } finally {
          held -= worst;
        }
      },
    }),
    get isEmpty() {
      return isEmpty;
    },
    get spentUsd() {
      return spent;
    },
  };
}

function worstCost({ name, model }: Provider, request: ProviderRequest): number {
  const prompt = estimateTokens(request.system) + estimateTokens(request.prompt);
  const usage = {
    input: Math.ceil(prompt * promptFactor),
    cached: 0,
    output: outputLimit(name, model, request.maxOutputTokens),
    reasoning: 0,
  };
  return costOf(usage, modelOf(name, model)) ?? 0;
}
