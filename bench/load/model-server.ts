import { startClaudeServer } from "../../test/support/providers/claude-server.ts";
import type { ProviderServer } from "../../test/support/providers/provider-server.ts";
import type { Script, ScriptedReply } from "../../test/support/providers/scripted-reply.ts";
import { twoPartReply } from "../../test/support/providers/two-part-reply.ts";

/** Shares of calls that fail, by how. */
export const faultMix = { tooMany: 0.02, failed: 0.01, cut: 0.01, malformed: 0.01 } as const;

const text = twoPartReply();
const pingMs = 50;

/**
 * A model on the loopback that takes its time: half of its replies come within `medianMs`, one in
 * twenty takes three times as long, and some calls fail as providers' calls do. The same run of
 * numbers decides every time.
 */
export function startModelServer(medianMs: number): Promise<ProviderServer> {
  const random = seeded(20_261_121);
  const script: Script = () => replyFor(random(), random(), medianMs);
  return startClaudeServer(script);
}

function replyFor(luck: number, pace: number, medianMs: number): ScriptedReply {
  const { tooMany, failed, cut, malformed } = faultMix;
  if (luck < tooMany) return { kind: "error", status: 429, headers: { "retry-after": "1" } };
  if (luck < tooMany + failed) return { kind: "error", status: 500 };
  if (luck < tooMany + failed + cut) return { kind: "cut", text: text.slice(0, 400) };
  if (luck < tooMany + failed + cut + malformed) return { kind: "page" };
  const delayMs = medianMs * (pace > 0.95 ? 3 : 0.5 + pace);
  return { kind: "pinging", text, pings: Math.round(delayMs / pingMs) };
}

/** Mulberry32: 32 bits of state are enough to spread faults evenly. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
