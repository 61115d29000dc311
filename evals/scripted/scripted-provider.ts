import type { SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import { estimateTokens } from "#shared/generation/context/estimate-tokens.ts";
import type { Provider, StopReason } from "#shared/providers/provider.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

/** One reply of a script. */
export interface Turn {
  readonly text: string;
  readonly stop: StopReason;
}

/**
 * A provider that gives these replies in order, the last one from then on. It has the name of one
 * of ours, since every provider has, and a model without a price. Tokens are as estimated, so that
 * the size of our own prompts is measured too.
 */
export function scriptedProvider(turns: readonly Turn[]): Provider {
  let asked = 0;
  return {
    name: "claude",
    model: "scripted",
    async generate({ system, prompt }) {
      const turn = turns[Math.min(asked, turns.length - 1)];
      if (turn === undefined) throw new Error("the script holds no reply");
      asked += 1;
      const input = estimateTokens(system) + estimateTokens(prompt);
      const usage = { input, cached: 0, output: estimateTokens(turn.text), reasoning: 0 };
      return { ...turn, rawStop: undefined, usage, model: "scripted", notes: [] };
    },
  };
}

/** Enough for every node of the scripts; a loop without an end is then soon over. */
const mostCpuMs = 500;

/**
 * The sandbox without the mutants that measure how strong tests are: how many of them there is time
 * for depends on the machine, and with it what is asked next.
 */
export const withoutMutants = (sandbox: Sandbox): Sandbox => ({
  run(request: SandboxRequest): Promise<SandboxReply> {
    if (request.variants !== undefined) {
      return Promise.resolve({ replies: request.runs.map(() => notRun) });
    }
    const cpuMs = Math.min(request.limits.cpuMs, mostCpuMs);
    return sandbox.run({ ...request, limits: { ...request.limits, cpuMs } });
  },
});

const notRun: SandboxReply["replies"][number] = {
  status: "not_run",
  logs: [],
  stats: { cpu_ms: 0, wall_ms: 0, memory_bytes: 0, fetches: [], logs_dropped: 0 },
};
