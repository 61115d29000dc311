import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, apiClient } from "../support/api/api-client.ts";
import { storeNode } from "../support/stack/store-node.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let stack: TestStack;
let mallory: ApiClient;

beforeAll(async () => {
  stack = await startTestStack({ environments: { perFunction: 12 } });
  mallory = await apiClient(stack, "mallory");
});

afterAll(() => stack?.close());

const run = async (client: ApiClient, path: string) => {
  const answer = await client.call("POST", `${path}/test`, { body: { inputs: {} } });
  return { status: answer.status, result: answer.json?.result };
};

describe("a node that loops for ever", () => {
  it("answers timeout, while ten other tenants' nodes run", async () => {
    const loop = await storeNode(stack, "mallory", { body: "for (;;) {}" });
    const names = Array.from({ length: 10 }, (_, index) => `neighbour-${index}`);
    const neighbours = await Promise.all(
      names.map(async (name) => ({
        client: await apiClient(stack, name),
        path: await storeNode(stack, name, { body: `return { rows: ["${name}"] };` }),
      })),
    );
    const runAll = () => inTurns(neighbours, ({ client, path }) => run(client, path));
    const success = names.map((name) => ({
      status: 200,
      result: expect.objectContaining({ status: "success", output: { rows: [name] } }),
    }));
    const looping = run(mallory, loop);
    expect(await runAll()).toEqual(success);
    const again = run(mallory, loop);
    expect(await runAll()).toEqual(success);
    for (const { status, result } of [await looping, await again]) {
      expect(status).toBe(200);
      expect(result).toMatchObject({ status: "timeout", error: { name: "TimeoutError" } });
    }
  });
});

/** Two at a time: to start an environment takes this machine's processors half a second. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
) {
  const results: Result[] = [];
  const left = items.entries();
  const work = async () => {
    for (const [index, item] of left) results[index] = await task(item);
  };
  await Promise.all([work(), work()]);
  return results;
}

const inside = [
  ["metadata", "169.254.169.254", "http://169.254.169.254/latest/meta-data/"],
  ["loopback as IPv6", "[::ffff:7f00:1]", "http://[::ffff:127.0.0.1]/"],
  ["Lambda's runtime API", "127.0.0.1:9001", "http://127.0.0.1:9001/2018-06-01/runtime/x"],
  ["loopback by name", "localhost", "http://localhost/"],
] as const;
const undeclared = [
  ...inside,
  ["a host nobody declared", "elsewhere.example", "https://elsewhere.example/"],
] as const;

describe("a node that calls where it may not", () => {
  const calling = (url: string) =>
    `const response = await ctx.fetch(${JSON.stringify(url)});\nreturn { rows: [response.status] };`;

  it.each(undeclared)("is refused and told the host: %s", async (_what, host, url) => {
    const path = await storeNode(stack, "mallory", { body: calling(url), hosts: ["api.example"] });
    const { status, result } = await run(mallory, path);
    expect([status, result.status]).toEqual([200, "refused"]);
    expect(result.error.message).toBe(`the host "${host}" is not declared in capabilities.hosts`);
  });

  it.each(inside)("is refused even where it was declared: %s", async (_what, host, url) => {
    const path = await storeNode(stack, "mallory", { body: calling(url), hosts: [host] });
    const { status, result } = await run(mallory, path);
    expect([status, result.status]).toEqual([200, "refused"]);
    const bare = host.replace(/:9001$|[[\]]/g, "");
    expect(result.error.message).toBe(`the host "${bare}" is not at a public address`);
  });

  it.each(inside)("cannot declare it through the API: %s", async (_what, host, url) => {
    const path = await storeNode(stack, "mallory", { body: calling(url), hosts: ["api.example"] });
    const body = { capabilities: { hosts: [host] } };
    const refused = await mallory.call("PUT", path, { body });
    expect(refused).toMatchObject({ status: 422, json: { code: "node_rejected" } });
    expect(refused.text).toContain("capabilities.hosts[0]");
  });
});

it("the sandbox alone has a process that may read nothing but its code", () => {
  const definitions = [...stack.functions.values()].map(({ definition }) => definition);
  const confined = definitions.filter(({ permission }) => permission === true);
  expect(confined.map(({ tenantIsolation }) => tenantIsolation)).toEqual([true]);
  expect(Object.keys(confined[0]?.environment ?? {})).toEqual(["SANDBOX_HOST_OVERRIDES"]);
});
