import { type AddressBytes, addressBytes } from "./ip-address.ts";

/** Which addresses are anybody's to reach: the rest is this machine, its network or its cloud. */

interface Range {
  readonly start: AddressBytes;
  readonly prefixBits: number;
}

/**
 * IPv4 that is not public: the special-purpose registry of IANA
 * (https://www.iana.org/assignments/iana-ipv4-special-registry), multicast, and the one metadata
 * address among the public ones.
 */
const closedIpv4 = ranges([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Azure's platform services, metadata among them
  "168.63.129.16/32",
]);

/**
 * Of IPv6 only what is handed out for global use. Outside it lie loopback, local and link-local
 * addresses, multicast, and those that hold an IPv4 address (mapped, compatible, NAT64).
 */
const openIpv6 = ranges(["2000::/3"]);

/** Within it: https://www.iana.org/assignments/iana-ipv6-special-registry */
const closedIpv6 = ranges([
  // Protocol assignments, Teredo among them, which holds an IPv4 address
  "2001::/23",
  "2001:db8::/32",
  // 6to4, which holds an IPv4 address
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
]);

/** Whether a node may connect to the address. Anything that is no address is not. */
export function isPublicAddress(address: string): boolean {
  const bytes = addressBytes(address);
  if (bytes === undefined) return false;
  if (bytes.length === 4) return !isIn(closedIpv4, bytes);
  return isIn(openIpv6, bytes) && !isIn(closedIpv6, bytes);
}

const isIn = (list: readonly Range[], bytes: AddressBytes) =>
  list.some((range) => contains(range, bytes));

function contains(range: Range, bytes: AddressBytes): boolean {
  for (let bit = 0; bit < range.prefixBits; bit += 8) {
    const index = bit / 8;
    const bitsHere = Math.min(8, range.prefixBits - bit);
    const mask = (0xff << (8 - bitsHere)) & 0xff;
    if (((range.start[index] ?? 0) & mask) !== ((bytes[index] ?? 0) & mask)) return false;
  }
  return true;
}

function ranges(texts: readonly string[]): Range[] {
  return texts.map((text) => {
    const [address = "", bits] = text.split("/");
    const start = addressBytes(address);
    if (start === undefined) throw new Error(`not a range of addresses: ${text}`);
    return { start, prefixBits: Number(bits) };
  });
}
