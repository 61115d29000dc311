import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#shared/network/public-address.ts";
import { resolvePublic } from "#shared/network/resolve-public.ts";
import { checkRequest } from "../../functions/sandbox/requests/request-rules.ts";

const seed = 20_260_103;

/** The model: closed ranges of IPv4 as first and last number, found in the registry by hand. */
const closedV4: readonly (readonly [string, string])[] = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  ["168.63.129.16", "168.63.129.16"],
  ["169.254.0.0", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.0.2.0", "192.0.2.255"],
  ["192.31.196.0", "192.31.196.255"],
  ["192.52.193.0", "192.52.193.255"],
  ["192.88.99.0", "192.88.99.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["192.175.48.0", "192.175.48.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "255.255.255.255"],
];
const numberOf = (dotted: string) =>
  dotted.split(".").reduce((number, part) => number * 256 + Number(part), 0);
const isClosedV4 = (number: number) =>
  closedV4.some(([first, last]) => numberOf(first) <= number && number <= numberOf(last));

/** Of IPv6, by the first groups of four digits. */
function isClosedV6(groups: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = groups;
  if (first < 0x2000 || first > 0x3fff) return true;
  if (first === 0x2001) return second < 0x200 || second === 0xdb8;
  if (first === 0x2620) return second === 0x4f && third === 0x8000;
  return first === 0x2002 || (first === 0x3fff && second < 0x1000);
}

const edges = closedV4.flatMap(([first, last]) => [numberOf(first), numberOf(last)]);
const v4 = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc
    .tuple(fc.constantFrom(...edges), fc.integer({ min: -2, max: 2 }))
    .map(([edge, by]) => Math.min(Math.max(edge + by, 0), 2 ** 32 - 1)),
);
const bytesOf = (number: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256);
const dottedOf = (number: number) => bytesOf(number).join(".");

const base = fc.constantFrom(
  (part: number) => String(part),
  (part: number) => `0${part.toString(8)}`,
  (part: number) => `0x${part.toString(16)}`,
  (part: number) => `0X0${part.toString(16).toUpperCase()}`,
);

/** One of the ways in which a URL may hold it: up to four parts, each in a base of its own. */
const notation = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.array(base, { minLength: 4, maxLength: 4 }),
  fc.boolean(),
);
function written(
  number: number,
  [parts, bases, dot]: [number, ((part: number) => string)[], boolean],
): string {
  const bytes = bytesOf(number);
  const head = bytes.slice(0, parts - 1);
  const last = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
  const texts = [...head, last].map((part, index) => bases[index]?.(part) ?? String(part));
  return texts.join(".") + (dot ? "." : "");
}

const group = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.constantFrom(0, 0, 1, 0xffff, 0x7f00),
);
const start = fc.constantFrom<number[]>(
  [],
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b],
  [0x2001, 0xdb8],
  [0x2002],
  [0x2001, 0],
  [0x2606, 0x4700],
  [0xfe80],
  [0xfd00, 0xec2],
  [0x2620, 0x4f, 0x8000],
  [0x3fff, 0xfff],
  [0x3fff, 0x1000],
);
const v6 = fc
  .tuple(start, fc.array(group, { minLength: 8, maxLength: 8 }))
  .map(([first, rest]) => [...first, ...rest].slice(0, 8));
const v6Text = fc
  .tuple(v6, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([groups, padded, upper, dotted]) => {
    const texts = groups.map((value) => value.toString(16).padStart(padded ? 4 : 1, "0"));
    const end = dotted ? [dottedOf((groups[6] ?? 0) * 65_536 + (groups[7] ?? 0))] : texts.slice(6);
    const text = [...texts.slice(0, 6), ...end].join(":");
    return { groups, text: upper ? text.toUpperCase() : text };
  });

const hostOf = (url: string) => new URL(url).hostname;

describe("the address guard agrees with a model of its own", () => {
  test("for IPv4 in every notation that a URL may hold", async () => {
    const property = fc.asyncProperty(v4, notation, async (number, how) => {
      const host = hostOf(`http://${written(number, how)}/`);
      expect(host).toBe(dottedOf(number));
      const reached = resolvePublic(host, async () => ["1.1.1.1"]);
      if (isClosedV4(number)) await expect(reached).rejects.toThrow("is not at a public address");
      else expect(await reached).toBe(dottedOf(number));
    });
    await fc.assert(property, { seed, numRuns: 1_500 });
  });

  test("for IPv6, however it is written", () => {
    const property = fc.property(v6Text, ({ groups, text }) => {
      expect(isPublicAddress(text)).toBe(!isClosedV6(groups));
      expect(isPublicAddress(hostOf(`http://[${text}]/`).slice(1, -1))).toBe(!isClosedV6(groups));
    });
    fc.assert(property, { seed, numRuns: 1_500 });
  });

  test("for IPv4 within IPv6: never, even if it is public", () => {
    const property = fc.property(v4, (number) => {
      const dotted = dottedOf(number);
      const hex = `${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}`;
      for (const address of [
        `::ffff:${dotted}`,
        `::${dotted}`,
        `64:ff9b::${dotted}`,
        `2002:${hex}::1`,
        `2001:0:${hex}::1`,
      ]) {
        expect(isPublicAddress(address)).toBe(false);
      }
    });
    fc.assert(property, { seed, numRuns: 300 });
  });

  test("for names with many addresses: one that is closed closes them all", async () => {
    const answers = fc.array(v4, { maxLength: 5 });
    const property = fc.asyncProperty(answers, async (numbers) => {
      const addresses = numbers.map(dottedOf);
      const reached = resolvePublic("any.example", async () => addresses);
      const isOpen = numbers.length > 0 && !numbers.some(isClosedV4);
      if (isOpen) expect(await reached).toBe(addresses[0]);
      else
        await expect(reached).rejects.toThrow('the host "any.example" is not at a public address');
    });
    await fc.assert(property, { seed, numRuns: 300 });
  });

  test("for texts that are no addresses", () => {
    const property = fc.property(fc.string({ unit: "binary" }), (text) => {
      if (!/^[\da-fA-F.:%]+/.test(text)) expect(isPublicAddress(text)).toBe(false);
    });
    fc.assert(property, { seed, numRuns: 500 });
  });
});

test("of any URL only those of a declared host pass, whatever is put around the host", () => {
  const declared = new Set(["api.example"]);
  const piece = fc.oneof(
    fc.constantFrom(
      "api.example",
      "evil.example",
      "@",
      ":",
      "//",
      "\\",
      "#",
      "?",
      ".",
      "/",
      "%2e",
      "%40",
      "\t",
      "\n",
      "[",
      "]",
      ":443",
      ":80",
      "user",
      "xn--",
      "。",
      "http:",
      "https:",
    ),
    fc.string({ maxLength: 3 }),
  );
  const url = fc
    .tuple(
      fc.constantFrom("https://", "http://", "https:/", "https:", ""),
      fc.array(piece, { maxLength: 6 }),
    )
    .map(([scheme, pieces]) => scheme + pieces.join(""));
  const property = fc.property(url, (text) => {
    try {
      const { url: passed, host } = checkRequest(
        { url: text, method: "GET", headers: [] },
        declared,
      );
      expect(host).toBe("api.example");
      expect(passed.hostname.replace(/\.$/, "")).toBe("api.example");
      expect(passed.username + passed.password).toBe("");
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toContain("expected");
    }
  });
  fc.assert(property, { seed, numRuns: 2_000 });
});
