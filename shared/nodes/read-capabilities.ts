import * as z from "zod";
import { Capabilities, type Warning } from "#schemas/node.ts";

const number = z.number().optional().catch(undefined);

const LooseCapabilities = z
  .object({
    hosts: z.array(z.unknown()).optional().catch(undefined),
    timeout_ms: number,
    memory_mb: number,
  })
  .catch({});

const bounds = {
  timeout_ms: { min: 100, max: 20_000 },
  memory_mb: { min: 16, max: 128 },
} as const;

const mostHosts = 10;

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
    timeout_ms: clamp(loose.timeout_ms, bounds.timeout_ms),
    memory_mb: clamp(loose.memory_mb, bounds.memory_mb),
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
  { min, max }: { min: number; max: number },
): number | undefined =>
  value === undefined ? undefined : Math.round(Math.min(Math.max(value, min), max));

/** The bare host of a name or an address; `input:<name>` stays as it is. */
function hostOf(named: string): string | undefined {
  const text = named.trim();
  if (/^input:.{1,100}$/.test(text)) return text;
  const address = text.includes("://") ? text : `https://${text}`;
  const host = URL.canParse(address) ? new URL(address).host : "";
  return host.length >= 1 && host.length <= 253 ? host : undefined;
}
