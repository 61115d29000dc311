import { createServer, get } from "node:http";
import { expect, test } from "vitest";
import { pinnedLookup } from "#shared/network/pinned-lookup.ts";
import { AddressNotPublic, resolvePublic, systemResolve } from "#shared/network/resolve-public.ts";

const answers =
  (...addresses: string[]) =>
  async () =>
    addresses;

test("a public name gives its first address", async () => {
  const resolve = answers("2606:4700::1", "1.1.1.1");
  expect(await resolvePublic("one.example", resolve)).toBe("2606:4700::1");
});

test("a name is asked for once", async () => {
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    return ["1.1.1.1"];
  };
  await resolvePublic("one.example", resolve);
  expect(asked).toEqual(["one.example"]);
});

test.each([
  ["one private answer among public ones", ["1.1.1.1", "10.0.0.1"]],
  ["loopback", ["127.0.0.1"]],
  ["mapped loopback", ["::ffff:127.0.0.1"]],
  ["no answer", []],
])("refuses %s and names only the host", async (_what, addresses) => {
  const refused = resolvePublic("inside.example", answers(...addresses));
  await expect(refused).rejects.toThrow(AddressNotPublic);
  await expect(refused).rejects.toThrow('the host "inside.example" is not at a public address');
});

test("an address is not asked for, only checked", async () => {
  const never = async () => {
    throw new Error("asked");
  };
  expect(await resolvePublic("1.1.1.1", never)).toBe("1.1.1.1");
  expect(await resolvePublic("[2606:4700::1]", never)).toBe("2606:4700::1");
  await expect(resolvePublic("[::1]", never)).rejects.toThrow(AddressNotPublic);
});

test("the system's resolver knows this machine, which is refused", async () => {
  expect(await systemResolve("localhost")).not.toEqual([]);
  await expect(resolvePublic("localhost")).rejects.toThrow(AddressNotPublic);
});

test("a pinned lookup gives its address for any name, in both forms of the call", () => {
  const lookup = pinnedLookup("1.1.1.1");
  const results: unknown[] = [];
  lookup("changed.example", { all: true }, (...values) => results.push(values));
  lookup("changed.example", {}, (...values) => results.push(values));
  pinnedLookup("2606:4700::1")("x", {}, (...values) => results.push(values));
  expect(results).toEqual([
    [null, [{ address: "1.1.1.1", family: 4 }]],
    [null, "1.1.1.1", 4],
    [null, "2606:4700::1", 6],
  ]);
});

test("a connection goes to the pinned address, under the name of the URL", async () => {
  const server = createServer((request, response) => response.end(request.headers.host));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const host = await new Promise((resolve, reject) => {
    const options = {
      hostname: "name.invalid",
      port,
      lookup: pinnedLookup("127.0.0.1"),
      agent: false,
    };
    get(options, (response) => response.setEncoding("utf8").once("data", resolve)).once(
      "error",
      reject,
    );
  });
  server.closeAllConnections();
  server.close();
  expect(host).toBe(`name.invalid:${port}`);
});
