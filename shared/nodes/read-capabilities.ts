import * as z from "zod";
import { Capabilities, type Warning } from "#schemas/node.ts";
import { mostHosts } from "#schemas/sandbox.ts";

const number = z.number().optional().catch(undefined);

const LooseCapabilities = z
  .object({
    hosts: z.array(z.unknown()).optional().catch(undefined),
    timeout_ms: number,
    memory_mb: number,
  })
  .catch({});

const { hosts: Hosts, timeout_ms: Timeout, memory_mb: Memory } = Capabilities.shape;
const Host = Hosts.unwrap().element;

/**
 * What a model says the code may reach, in the words of the contract: addresses become hosts, and
 * limits outside of what is offered become the nearest that is. Nothing is ever added.
 */
export function readCapabilities(value: unknown): {
  capabilities: Capabilities;
  warnings: Warning[];
} {
  const loose = LooseCapabilities.parse(value);
  const named = (loose.hosts ?? []).filter((host) => typeof host === "string").map(hostOf);
  const hosts = [...new Set(named.filter((host) => host !== undefined))];
  const capabilities = Capabilities.parse({
    hosts: hosts.slice(0, mostHosts),
    timeout_ms: clamp(loose.timeout_ms, Timeout.unwrap()),
    memory_mb: clamp(loose.memory_mb, Memory.unwrap()),
  });
  const lost = (loose.hosts ?? []).length - named.filter((host) => host !== undefined).length;
  const over = hosts.length - capabilities.hosts.length;
  return { capabilities, warnings: lost + over > 0 ? [dropped(lost + over)] : [] };
}

const dropped = (count: number): Warning => ({
  code: "capability-dropped",
  message: `${count} of the named hosts could not be used.`,
});

const clamp = (
  value: number | undefined,
  { minValue, maxValue }: { minValue: number | null; maxValue: number | null },
): number | undefined => {
  if (value === undefined) return undefined;
  return Math.round(Math.min(Math.max(value, minValue ?? value), maxValue ?? value));
};

/** The bare host of a name or an address; `input:<name>` stays as it is. */
function hostOf(named: string): string | undefined {
  const text = named.trim();
  if (/^input:.{1,100}$/.test(text)) return text;
  const address = text.includes("://") ? text : `https://${text}`;
  const host = URL.canParse(address) ? new URL(address).host : "";
  return Host.safeParse(host).data;
}
