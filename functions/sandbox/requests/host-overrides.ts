import * as z from "zod";
import { normalizeHost } from "./declared-hosts.ts";

const loopbackUrl = z.url({
  protocol: /^http$/,
  hostname: /^(?:127\.0\.0\.1|localhost|\[::1\])$/,
});

const HostOverrides = z.record(z.string(), loopbackUrl);

/**
 * Reads the variable that sends declared hosts to servers of this machine. Throws for anything
 * but loopback: it must never lead a node to another place than the one it declared.
 */
export function readHostOverrides(text: string | undefined): Readonly<Record<string, string>> {
  const overrides = HostOverrides.parse(JSON.parse(text ?? "{}"));
  return Object.fromEntries(
    Object.entries(overrides).map(([host, url]) => [normalizeHost(host), url]),
  );
}
