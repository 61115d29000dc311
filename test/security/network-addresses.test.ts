import { describe, expect, test } from "vitest";
import { pinnedLookup } from "#shared/network/pinned-lookup.ts";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

/** Names are not asked for here: each address stands in the URL, and is declared by its input. */
const resolved: string[] = [];
const { attempt } = useHostileSandbox({
  resolve: async (name) => {
    resolved.push(name);
    return ["1.1.1.1"];
  },
});

const fetchInput = "const reply = await ctx.fetch(inputs.url); return { status: reply.status };";

async function expectRefused(url: string, named: string) {
  const reply = await attempt(fetchInput, { hosts: ["input:url"], inputs: { url } });
  expect(reply.status).toBe("refused");
  expect(reply.error?.message).toBe(`the host "${named}" is not at a public address`);
  expect(resolved).toEqual([]);
}

describe("loopback in every notation of IPv4", () => {
  test.each([
    ["dotted", "http://127.0.0.1/"],
    ["one number", "http://2130706433/"],
    ["one octal number", "http://017700000001/"],
    ["one hexadecimal number", "http://0x7f000001/"],
    ["octal parts", "http://0177.0.0.01/"],
    ["hexadecimal parts", "http://0x7f.0x0.0x0.0x1/"],
    ["two parts", "http://127.1/"],
    ["three parts", "http://127.0.1/"],
    ["mixed bases", "http://0x7f.0.1/"],
    ["leading zeros", "http://0000000177.0.0.1/"],
    ["a final dot", "http://127.0.0.1./"],
    ["full-width digits", "http://１２７.０.０.１/"],
    ["circled digits", "http://①②⑦.⓪.⓪.①/"],
    ["an ideographic full stop", "http://127。0。0。1/"],
    ["percent-encoded", "http://%31%32%37.%30.0.1/"],
    ["a soft hyphen within", "http://127.0.0\u00ad.1/"],
    ["a tab within", "http://127.0\t.0.1/"],
    ["slashes the other way", "http:\\\\127.0.0.1\\"],
    ["no slashes", "http:127.0.0.1"],
  ])("%s", async (_what, url) => {
    await expectRefused(url, "127.0.0.1");
  });
});

describe("addresses of IPv4 that are not public", () => {
  test.each([
    ["another loopback", "127.255.255.254"],
    ["this host", "0.0.0.0"],
    ["private, large", "10.1.2.3"],
    ["private, middle", "172.31.255.254"],
    ["private, small", "192.168.0.1"],
    ["a carrier's", "100.64.0.1"],
    ["link-local", "169.254.1.1"],
    ["benchmarks", "198.18.0.1"],
    ["documentation", "203.0.113.9"],
    ["protocol assignments", "192.0.0.8"],
    ["6to4 relays", "192.88.99.1"],
    ["multicast", "239.1.1.1"],
    ["reserved", "250.0.0.1"],
    ["broadcast", "255.255.255.255"],
  ])("%s", async (_what, host) => {
    await expectRefused(`http://${host}/`, host);
  });
});

describe("addresses of IPv6 that are not public, or hold one of IPv4", () => {
  test.each([
    ["loopback", "[::1]", "::1"],
    ["loopback in full", "[0000:0000:0000:0000:0000:0000:0000:0001]", "::1"],
    ["unspecified", "[::]", "::"],
    ["mapped loopback", "[::ffff:127.0.0.1]", "::ffff:7f00:1"],
    ["mapped metadata", "[::ffff:a9fe:a9fe]", "::ffff:a9fe:a9fe"],
    ["mapped, but public", "[::ffff:1.1.1.1]", "::ffff:101:101"],
    ["compatible", "[::127.0.0.1]", "::7f00:1"],
    ["translated", "[::ffff:0:127.0.0.1]", "::ffff:0:7f00:1"],
    ["NAT64", "[64:ff9b::127.0.0.1]", "64:ff9b::7f00:1"],
    ["NAT64 of local use", "[64:ff9b:1::a00:1]", "64:ff9b:1::a00:1"],
    ["6to4 of loopback", "[2002:7f00:1::]", "2002:7f00:1::"],
    ["Teredo", "[2001:0:7f00:1::]", "2001:0:7f00:1::"],
    ["unique local", "[fd12:3456::1]", "fd12:3456::1"],
    ["link-local", "[fe80::1]", "fe80::1"],
    ["site-local", "[fec0::1]", "fec0::1"],
    ["documentation", "[2001:db8::1]", "2001:db8::1"],
    ["newer documentation", "[3fff::1]", "3fff::1"],
    ["ORCHID", "[2001:20::1]", "2001:20::1"],
    ["discard", "[100::1]", "100::1"],
    ["multicast", "[ff02::1]", "ff02::1"],
    ["segment routing", "[5f00::1]", "5f00::1"],
  ])("%s", async (_what, host, named) => {
    await expectRefused(`http://${host}/`, named);
  });

  test("an address with a zone is no URL", async () => {
    const inputs = { url: "http://[fe80::1%25eth0]/" };
    const reply = await attempt(fetchInput, { hosts: ["input:url"], inputs });
    expect(reply.error?.message).toBe("the URL of the request is not valid; it must be absolute");
  });
});

describe("where clouds tell their secrets", () => {
  test.each([
    ["AWS, Google, Azure, DigitalOcean", "http://169.254.169.254/latest/meta-data/", ""],
    ["AWS over IPv6", "http://[fd00:ec2::254]/latest/meta-data/", "fd00:ec2::254"],
    ["credentials of an ECS task", "http://169.254.170.2/v2/credentials", ""],
    ["credentials of an EKS pod", "http://169.254.170.23/v1/credentials", ""],
    ["Lambda's runtime API", "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next", ""],
    ["Lambda's runtime API, by its other address", "http://169.254.100.1:9001/2018-06-01/", ""],
    ["Lambda's telemetry", "http://169.254.79.2:9001/", ""],
    ["time of AWS", "http://169.254.169.123/", ""],
    ["names of AWS", "http://169.254.169.253/", ""],
    ["Azure's platform", "http://168.63.129.16/metadata/", ""],
    ["Alibaba", "http://100.100.100.200/latest/meta-data/", ""],
    ["Oracle", "http://192.0.0.192/latest/", ""],
    ["Google over IPv6", "http://[fd20:ce::254]/computeMetadata/v1/", "fd20:ce::254"],
    ["the local DynamoDB", "http://127.0.0.1:8000/", ""],
    ["Docker's host", "http://172.17.0.1:2375/containers/json", ""],
  ])("%s", async (_what, url, named) => {
    await expectRefused(url, named === "" ? new URL(url).hostname : named);
  });
});

test("a connection is made to the address that was checked, whatever the name is by then", () => {
  const answers: unknown[] = [];
  const lookup = pinnedLookup("1.1.1.1");
  for (const name of ["rebound.example", "localhost", "169.254.169.254"]) {
    lookup(name, { all: true }, (_error, address) => answers.push(address));
    lookup(name, {}, (_error, address, family) => answers.push([address, family]));
  }
  const pinned = [[{ address: "1.1.1.1", family: 4 }], ["1.1.1.1", 4]];
  expect(answers).toEqual([...pinned, ...pinned, ...pinned]);
});
