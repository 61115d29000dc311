import type {
  Provider,
  ProviderCall,
  ProviderReply,
  ProviderRequest,
} from "#shared/providers/provider.ts";

type Turn = string | Error | Partial<ProviderReply> | ((call: ProviderCall) => Promise<string>);

export interface ScriptedProvider extends Provider {
  readonly requests: ProviderRequest[];
}

/** A provider that gives these turns in order, the last one from then on, and keeps what it was asked. */
export function scriptedProvider(...turns: Turn[]): ScriptedProvider {
  const requests: ProviderRequest[] = [];
  return {
    name: "claude",
    model: "claude-sonnet-5-5",
    requests,
    async generate(request, call) {
      requests.push(request);
      const turn = turns.length > 1 ? turns.shift() : turns[0];
      if (turn instanceof Error) throw turn;
      const given = typeof turn === "function" ? await turn(call) : turn;
      return {
        text: "",
        stop: "complete",
        rawStop: "end_turn",
        usage: { input: 100, cached: 20, output: 50, reasoning: 5 },
        model: "claude-sonnet-5-5-20261001",
        notes: [],
        ...(typeof given === "string" ? { text: given } : given),
      };
    },
  };
}
