import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { LlmConfigRequest } from "#schemas/llm-config.ts";
import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import { dynamodbIdempotencyStore } from "#shared/aws/dynamodb-idempotency-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { endpointPolicy } from "#shared/config/api-url.ts";
import { createConfigOnce } from "#shared/config/create-config-once.ts";
import { idempotencyOf } from "#shared/http/idempotency-key.ts";
import { deleteNode } from "#shared/nodes/delete-node.ts";
import { duplicateNode } from "#shared/nodes/duplicate-node.ts";
import { makeNodeOnce } from "#shared/nodes/make-node-once.ts";
import { restoreVersion } from "#shared/nodes/restore-version.ts";
import { answerLost, cancelled, recordedBackoff, withFaults } from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { aCaller, anthropic } from "../../support/config/config-fixture.ts";
import { noMetrics } from "../../support/jobs/accepting.ts";
import { keyedWritesContract } from "../../support/stores/keyed-writes-contract.ts";
import { memoryKeyStore } from "../../support/stores/memory-key-store.ts";
import { firstWrite, instant, nextWrite } from "../../support/stores/node-samples.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

const clock = { now: () => new Date(instant(60)) };

keyedWritesContract(() => ({
  nodes: dynamodbNodeStore(tables),
  configs: dynamodbConfigStore(tables),
  idempotency: dynamodbIdempotencyStore({ ...tables, clock: { now: () => new Date(instant(0)) } }),
}));

/** A node with two versions, and requests of its owner that may meet faults. */
async function world() {
  const caller = aCaller();
  const client = documentClient(tables.clientOptions);
  onTestFinished(() => client.destroy());
  const plain = dynamodbNodeStore(tables);
  const first = firstWrite();
  await plain.write(caller.tenant, first);
  await plain.write(caller.tenant, nextWrite(first));
  const { id } = first.head;
  const backoff = recordedBackoff();
  const places = { ...tables, client, backoff };
  const nodes = dynamodbNodeStore(places);
  const idempotency = dynamodbIdempotencyStore({ ...places, clock });
  const counted: string[] = [];
  const metrics = { ...noMetrics, count: (name: string) => counted.push(name) };
  const services = {
    nodes,
    configs: dynamodbConfigStore(places),
    keys: memoryKeyStore(),
    idempotency,
    metrics,
    clock,
    newId: () => crypto.randomUUID(),
  };
  const keyedFor = (operation: "duplicate-node" | "restore-version", key: string, of = id) => {
    const headers = { "idempotency-key": key };
    return { caller, idempotency: idempotencyOf(operation, { headers, params: { id: of } }) };
  };
  const duplicate = (key: string) => {
    const keyed = keyedFor("duplicate-node", key);
    return makeNodeOnce(keyed, () => duplicateNode({ ...keyed, id }, services), services);
  };
  const restore = (key: string, ifMatch?: string) => {
    const keyed = keyedFor("restore-version", key);
    const input = { ...keyed, id, n: 1, ifMatch };
    return makeNodeOnce(keyed, () => restoreVersion(input, services), services);
  };
  const create = (key: string) => {
    const request = LlmConfigRequest.parse(anthropic());
    const headers = { "idempotency-key": key };
    const claim = idempotencyOf("create-llm-config", { headers, body: request });
    const input = { caller, scope: "user" as const, policy: endpointPolicy("") };
    return createConfigOnce({ ...input, request, idempotency: claim }, services);
  };
  const all = async () =>
    (await plain.list(caller.tenant, { deleted: false, limit: 100 })).items.map((item) => item.id);
  const faults = withFaults(client);
  return { caller, id, services, counted, faults, duplicate, restore, create, all };
}

describe("a copy that is asked for with a key", () => {
  it("ten times at once is one copy, and one answer", async () => {
    const { duplicate, all, id, counted } = await world();
    const answers = await Promise.all(Array.from({ length: 10 }, () => duplicate("k")));
    const [copy] = answers.map(({ made }) => made);
    for (const { made } of answers) expect(made).toEqual(copy);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await all()).toHaveLength(2);
    expect(await all()).toEqual(expect.arrayContaining([id, copy?.id]));
    expect(counted).toEqual(Array(9).fill("idempotency_replays_total"));
  });

  it("has the same answer whatever became of the copy and of what was copied", async () => {
    const { duplicate, caller, id, services } = await world();
    const { made } = await duplicate("k");
    await restoreVersion({ caller, id: made.id, n: 1 }, services);
    for (const gone of [made.id, id]) await deleteNode({ caller, id: gone }, services);
    expect(await duplicate("k")).toEqual({ made, replayed: true });
  });

  it("is made once through conflicts, and where its answer was lost", async () => {
    const { duplicate, all, faults } = await world();
    const look = (next: () => Promise<object>) => next();
    // The look for the key, what is copied and its report come before the write.
    faults.inject(look, look, look, cancelled("TransactionConflict"), answerLost);
    expect(await duplicate("k")).toMatchObject({ replayed: true });
    expect(faults.requests.map(({ operation }) => operation)).toContain("TransactWriteItems");
    expect(await all()).toHaveLength(2);
    expect(await duplicate("k")).toMatchObject({ replayed: true });
    expect(await all()).toHaveLength(2);
  });

  it("is not made where the key cannot be looked up", async () => {
    const { duplicate, all, faults } = await world();
    const away = () => Promise.reject(new Error("the table is away"));
    faults.inject(away);
    await expect(duplicate("k")).rejects.toThrow("is away");
    expect(await all()).toHaveLength(1);
  });
});

describe("a version that is restored with a key", () => {
  it("ten times at once, each only at the same ETag, is one version, and one answer", async () => {
    const { restore, services, caller, id } = await world();
    const answers = await Promise.all(Array.from({ length: 10 }, () => restore("k", '"v2"')));
    expect(answers.map(({ made }) => made.version)).toEqual(Array(10).fill(3));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await services.nodes.get(caller.tenant, id))?.head.version).toBe(3);
  });

  it("ten times at once with ten keys is as many versions as are told", async () => {
    const { restore, services, caller, id } = await world();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => restore(`k${n}`)),
    );
    const made = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const version = (await services.nodes.get(caller.tenant, id))?.head.version;
    expect(version).toBe(2 + made.length);
    for (const one of outcomes) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conflict" });
    }
  });

  it("is refused with a key of a copy", async () => {
    const { duplicate, restore } = await world();
    await duplicate("k");
    await expect(restore("k")).rejects.toMatchObject({ code: "idempotency_key_reused" });
  });
});

describe("a configuration that is made with a key", () => {
  it("ten times at once is one, whatever the stores answer", async () => {
    const { create, services, caller, faults } = await world();
    faults.inject(answerLost, cancelled("TransactionConflict"));
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => create("k")));
    const answers = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value.made] : []));
    expect(answers.length).toBeGreaterThanOrEqual(8);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const book = (await services.configs.read([caller.tenant])).get(caller.tenant)?.book;
    expect(book?.configs.map(({ id }) => id)).toEqual([answers[0]?.id]);
  });
});
