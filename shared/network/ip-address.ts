import { isIPv4, isIPv6 } from "node:net";

/** An address as its bytes: 4 of them, or 16. */
export type AddressBytes = readonly number[];

/**
 * Reads an address in the notations that the system's resolver gives and URLs hold: dotted IPv4,
 * IPv6 with `::`, with a dotted end, with a zone. `undefined` for anything else.
 */
export function addressBytes(text: string): AddressBytes | undefined {
  if (isIPv4(text)) return text.split(".").map(Number);
  if (!isIPv6(text)) return undefined;
  const [address = ""] = text.split("%");
  const [head = "", tail] = withoutDottedEnd(address).split("::");
  const before = groups(head);
  const after = groups(tail ?? "");
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...new Array<number>(missing).fill(0), ...after];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}

const groups = (text: string) =>
  text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));

/** `::ffff:127.0.0.1` becomes `::ffff:7f00:1`. */
function withoutDottedEnd(address: string): string {
  const lastColon = address.lastIndexOf(":");
  const end = address.slice(lastColon + 1);
  if (!isIPv4(end)) return address;
  const [a = 0, b = 0, c = 0, d = 0] = end.split(".").map(Number);
  const high = ((a << 8) | b).toString(16);
  const low = ((c << 8) | d).toString(16);
  return `${address.slice(0, lastColon + 1)}${high}:${low}`;
}
