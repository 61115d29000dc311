import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchAnswer } from "#schemas/batch.ts";
import { Problem } from "#schemas/problem.ts";
import { tenantKey } from "#shared/identity/verify-token.ts";
import {
  type ApiAnswer,
  type ApiClient,
  apiClient,
  type CallOptions,
} from "../support/api/api-client.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import type { ProviderServer } from "../support/providers/provider-server.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { readBooks } from "../support/stack/read-books.ts";
import { sweptUntilEnded } from "../support/stack/swept-jobs.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let platform: ProviderServer;
let own: ProviderServer;
let stack: TestStack;
let ada: ApiClient;
let bob: ApiClient;

const nodes = "/api/generated-nodes";
const request = "Convert degrees Celsius to Fahrenheit";
const unanswered = `${request}, one day`;

/** Each reply tells its number, so that a refinement changes something. */
const startProvider = () =>
  startClaudeServer(({ body }, n) => {
    if (JSON.stringify(body).includes(unanswered)) return { kind: "slow-headers" };
    const description = `Converts degrees, as of reply ${n}.`;
    return { kind: "text", text: twoPartReply({ description: { description } }) };
  });

beforeAll(async () => {
  [platform, own] = await Promise.all([startProvider(), startProvider()]);
  stack = await startTestStack({
    settings: {
      LLM_PROVIDER: "claude",
      ANTHROPIC_BASE_URL: platform.url,
      ANTHROPIC_API_KEY: "sk-test-0123456789abcdef",
      JOB_LEASE_SECONDS: "3",
      SYNC_WAIT_SECONDS: "4",
      DAILY_BUDGET_USD: "100",
    },
    retrySeconds: 1,
    faults: {
      dynamoDb: {
        transactionConflict: 0.2,
        throttle: 0.05,
        unprocessed: 0.2,
        lostAnswer: 0.03,
        indexLagMs: 500,
      },
    },
  });
  [ada, bob] = await Promise.all([apiClient(stack, "ada"), apiClient(stack, "bob")]);
});

afterAll(async () => {
  await stack?.close();
  await Promise.all([platform?.close(), own?.close()]);
});

/** As a good client does: what says "later" is sent again, under the same key. */
async function patiently(
  client: ApiClient,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<ApiAnswer> {
  for (let tries = 0; tries < 8; tries += 1) {
    const answer = await client.call(method, path, options);
    if (answer.status < 400) return answer;
    const told = `${method} ${path}: ${answer.text}`;
    expect([429, 503], told).toContain(Problem.parse(answer.json).status);
    const seconds = Number(answer.headers.get("retry-after"));
    expect(seconds, told).toBeGreaterThan(0);
    await setTimeout(seconds * 1_000);
  }
  throw new Error(`${method} ${path} was refused each time`);
}

let keys = 0;

/** The same request two times at once, as who clicks twice does; both answers. */
function twice(client: ApiClient, path: string, body?: object, headers: object = {}) {
  keys += 1;
  const key = { "idempotency-key": `key-${keys}` };
  const options = { body, headers: { ...key, ...headers } };
  const send = () => patiently(client, "POST", path, options);
  return Promise.all([send(), send()]);
}

/** Made twice at once, which is one node; its id. */
async function generated(client: ApiClient): Promise<string> {
  const answers = await twice(client, `${nodes}/generate`, { request });
  const ids = await Promise.all(answers.map((answer) => nodeIdOf(client, answer)));
  expect(new Set(ids).size).toBe(1);
  return String(ids[0]);
}

/** Where the wait was too short, of the job it is answered with. */
async function nodeIdOf(client: ApiClient, { status, json }: ApiAnswer): Promise<string> {
  if (status !== 202) return json.node.id;
  const [job] = await sweptUntilEnded(stack, client, [json.job.id]);
  expect(job).toMatchObject({ status: "succeeded" });
  return String(job?.result?.nodeId);
}

const versionOf = async (id: string) =>
  (await patiently(ada, "GET", `${nodes}/${id}`)).json.version;

async function changeNodes(): Promise<void> {
  const id = await generated(ada);
  const path = `${nodes}/${id}`;
  for (const answer of await twice(ada, `${path}/refine`, { feedback: "Say more" })) {
    expect(await nodeIdOf(ada, answer)).toBe(id);
  }
  expect(await versionOf(id)).toBe(2);
  const copies = await twice(ada, `${path}/duplicate`);
  expect(new Set(copies.map(({ json }) => json.node.id)).size).toBe(1);
  const restored = await twice(ada, `${path}/versions/1/restore`);
  expect(restored.map(({ json }) => json.node.version)).toEqual([3, 3]);
  const put = await patiently(ada, "PUT", path, { body: { name: "Renamed" } });
  expect(put.json.node.name).toBe("Renamed");
  await patiently(ada, "DELETE", path);
  await patiently(ada, "POST", `${path}/undelete`);
  expect(await versionOf(id)).toBe(put.json.node.version);
}

async function makeMany(): Promise<void> {
  const requests = [{ request }, { request }];
  const batch = () => twice(ada, `${nodes}/generate-batch`, { requests });
  const jobs = (await batch()).map(({ json }) =>
    BatchAnswer.parse(json).jobs.map((entry) => ("job" in entry ? entry.job.id : entry.error)),
  );
  const refused = jobs.flat().filter((one) => typeof one !== "string");
  for (const error of refused) expect(error.retryAfterSeconds).toBeGreaterThan(0);
  const made = jobs.flat().filter((one) => typeof one === "string");
  // Each place of the batch is one job in both answers, where both tell one.
  expect(new Set(made).size).toBeLessThanOrEqual(requests.length);
  for (const job of await sweptUntilEnded(stack, ada, [...new Set(made)])) {
    expect(job).toMatchObject({ status: "succeeded" });
  }
}

const async = { prefer: "respond-async" };

async function cancelOne(): Promise<void> {
  const [first, again] = await twice(ada, `${nodes}/generate`, { request: unanswered }, async);
  const { id } = first.json.job ?? {};
  expect(again.json.job.id).toBe(id);
  const cancelled = await patiently(ada, "DELETE", `/api/jobs/${id}`);
  expect(cancelled.json.status).toBe("cancelled");
}

async function configure(): Promise<void> {
  const path = "/api/llm-config";
  const body = {
    provider: "anthropic",
    model: "claude-sonnet-5-5",
    apiConfig: { apiKey: "sk-own-0123456789abcdef", apiUrl: own.url },
  };
  const ids: string[] = [];
  for (const fallbackOrder of [1, 2]) {
    const answers = await twice(bob, path, { ...body, fallbackOrder });
    const [id, same] = answers.map(({ json }) => json.id);
    expect(same).toBe(id);
    ids.push(id);
  }
  await patiently(bob, "PUT", `${path}/${ids[0]}`, { body: { temperature: 0.5 } });
  await patiently(bob, "PUT", `${path}/${ids[1]}`, { body: { isDefault: true } });
  const { json: listed } = await patiently(bob, "GET", path);
  const defaults = listed.filter(({ isDefault }: { isDefault: boolean }) => isDefault);
  expect(listed).toHaveLength(2);
  expect(defaults.map(({ id }: { id: string }) => id)).toEqual([ids[1]]);
  const node = await patiently(bob, "GET", `${nodes}/${await generated(bob)}`);
  expect(node.json.provenance.configs_tried).toMatchObject([
    { config: ids[1], outcome: "answered" },
  ]);
}

it("operations on a store with faults succeed or say when to try again, and nothing is lost or doubled", async () => {
  await Promise.all([changeNodes(), makeMany(), cancelOne(), configure()]);

  const { places, days, lines, jobs, events, nodes: heads } = await readBooks(stack);
  expect(places.map(({ jobs: held }) => held)).toEqual(places.map(() => undefined));
  for (const { committed, spent } of days) expect(committed).toBe(spent);
  const total = (of: readonly { spent: number }[]) => of.reduce((sum, { spent }) => sum + spent, 0);
  expect(total(lines)).toBe(total(days));

  const idOf = ({ pk, sk }: { pk: string; sk: string }, of: "pk" | "sk") =>
    (of === "pk" ? pk : sk).split("#").at(-1);
  expect(lines.map((line) => idOf(line, "sk")).sort()).toEqual(
    jobs.map((job) => idOf(job, "pk")).sort(),
  );
  for (const job of jobs) {
    const told = events.filter(({ pk }) => pk === job.pk);
    const numbers = told.map((event) => Number(idOf(event, "sk"))).sort((a, b) => a - b);
    expect(numbers).toEqual([...Array(job.seq + 1).keys()]);
    expect(told.filter(({ name }) => name === job.status)).toHaveLength(1);
  }
  const made = jobs.filter(({ status }) => status === "succeeded");
  // All but the refinement made a node, and the copy is one that no job made.
  expect(heads).toHaveLength(made.length);
  expect(jobs.filter(({ status }) => status === "cancelled")).toHaveLength(1);
  expect(jobs.length - made.length).toBe(1);

  // Each call to the model is one attempt that is told, and those that nobody can tell of are few.
  const ofAda = jobs.filter(({ pk }) => pk.startsWith(`J#${tenantKey(stack.issuer, "ada")}#`));
  const sum = (of: "attempts" | "unknown_calls") =>
    ofAda.reduce((all, { generation }) => all + (generation?.[of] ?? 0), 0);
  const calls = platform.requests.length;
  expect(calls).toBeLessThanOrEqual(sum("attempts"));
  expect(calls).toBeGreaterThanOrEqual(sum("attempts") - sum("unknown_calls"));
  for (const client of [ada, bob]) {
    const { json } = await patiently(client, "GET", "/api/usage");
    expect(json.total).toMatchObject({ generations: { failed: 0 }, reserved_usd: 0 });
  }
}, 150_000);
