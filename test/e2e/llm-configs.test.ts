import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, apiClient } from "../support/api/api-client.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import { startOpenaiServer } from "../support/providers/openai-server.ts";
import type { ProviderServer } from "../support/providers/provider-server.ts";
import { inOrder, type ScriptedReply } from "../support/providers/scripted-reply.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { endBreakerWait, useYesterday } from "../support/stack/config-states.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

const text = { kind: "text" as const, text: twoPartReply() };
/** Not worth a retry within the call, so that the tests do not wait. */
const down = { kind: "error" as const, status: 500, headers: { "x-should-retry": "false" } };
const key = "sk-planted-configs-0123456789abcdef";

describe("configurations of language models, through the whole stack", () => {
  let claude: ProviderServer;
  let openai: ProviderServer;
  let stack: TestStack;
  let ada: ApiClient;
  const answers: { claude: ScriptedReply } = { claude: text };

  beforeAll(async () => {
    claude = await startClaudeServer(() => answers.claude);
    openai = await startOpenaiServer(inOrder(text));
    // Nobody but the configurations answers.
    const settings = { LLM_PROVIDER: "mock", ALLOW_MOCK_PROVIDER: "false" };
    stack = await startTestStack({ settings });
    ada = await apiClient(stack, "ada");
  });
  afterAll(async () => {
    await stack?.close();
    await Promise.all([claude?.close(), openai?.close()]);
  });

  const generate = (more: object = {}) =>
    ada.call("POST", "/api/generated-nodes/generate", {
      body: { request: "Convert degrees Celsius to Fahrenheit", ...more },
    });
  const create = async (body: object) => {
    const answer = await ada.call("POST", "/api/llm-config", { body });
    expect(answer.status, answer.text).toBe(201);
    return answer.json;
  };
  const anthropicOf = (apiKey = key) => ({
    provider: "anthropic",
    model: "claude-sonnet-5-5",
    apiConfig: { apiKey, apiUrl: claude.url },
  });
  const ids = { claude: "", openai: "" };

  it("are tried on save, shown without the key, and make generations possible at once", async () => {
    expect(await generate()).toMatchObject({ status: 409, json: { code: "llm_not_configured" } });
    const made = await create(anthropicOf());
    ids.claude = made.id;
    expect(made).toMatchObject({ isDefault: true, health: { healthy: true } });
    const checked = await ada.call("POST", `/api/llm-config/${made.id}/health-check`);
    expect(checked).toMatchObject({
      status: 200,
      json: { healthy: true, provider: "anthropic", model: "claude-sonnet-5-5" },
    });
    const answer = await generate();
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json.node.provenance).toMatchObject({
      provider: "claude",
      configs_tried: [{ config: made.id, provider: "anthropic", outcome: "answered" }],
    });
    expect(claude.requests.at(-1)?.headers.authorization).toContain(key);
  });

  it("say in our words what is wrong, with status 200", async () => {
    answers.claude = { kind: "error", status: 401, message: `bad key ${key}` };
    const checked = await ada.call("POST", `/api/llm-config/${ids.claude}/health-check`);
    answers.claude = text;
    expect(checked).toMatchObject({
      status: 200,
      json: { healthy: false, error: { code: "bad_key" } },
    });
    expect(checked.text).not.toContain(key);
    const bob = await apiClient(stack, "bob");
    const others = await bob.call("POST", `/api/llm-config/${ids.claude}/health-check`);
    expect(others.status).toBe(404);
  });

  it("switch while generations run: none fails, and the next one uses the new default", async () => {
    const running = Array.from({ length: 3 }, () => generate());
    const made = await create({
      provider: "openai",
      model: "gpt-6.1-sol",
      isDefault: true,
      fallbackOrder: 1,
      apiConfig: { apiKey: key, apiUrl: openai.url },
    });
    ids.openai = made.id;
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([201, 201, 201]);
    const next = await generate();
    expect(next.json.node.provenance).toMatchObject({
      provider: "openai",
      configs_tried: [{ config: made.id, outcome: "answered" }],
    });
    const asked = await generate({ context: { llmConfigId: ids.claude } });
    expect(asked.json.node.provenance.provider).toBe("claude");
    const unknown = await generate({ context: { llmConfigId: crypto.randomUUID() } });
    expect(unknown).toMatchObject({
      status: 400,
      json: { errors: [{ path: "body.context.llmConfigId" }] },
    });
  });

  it("stand in for one that is down, until it is back; every node says so", async () => {
    await ada.call("PUT", `/api/llm-config/${ids.claude}?verify=false`, {
      body: { isDefault: true },
    });
    answers.claude = down;
    const endWait = () => endBreakerWait(stack, "ada", ids.claude);
    for (let n = 0; n < 5; n += 1) {
      const answer = await generate();
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json.node.provenance).toMatchObject({
        provider: "openai",
        configs_tried: [
          { provider: "anthropic", outcome: "server" },
          { provider: "openai", outcome: "answered" },
        ],
      });
    }
    // The breaker is open now: the one that is down is not even asked.
    const before = claude.requests.length;
    const leftAlone = await generate();
    expect(leftAlone.json.node.provenance.configs_tried).toMatchObject([
      { provider: "anthropic", outcome: "left_alone" },
      { provider: "openai", outcome: "answered" },
    ]);
    expect(claude.requests).toHaveLength(before);

    // Its time is over: one generation asks it, and learns that it is still down.
    expect(await endWait()).toMatchObject({ state: "open", failures: 5 });
    const probed = await generate();
    expect(probed.json.node.provenance.configs_tried).toMatchObject([
      { provider: "anthropic", outcome: "server" },
      { provider: "openai", outcome: "answered" },
    ]);
    expect(claude.requests).toHaveLength(before + 1);

    answers.claude = text;
    expect(await endWait()).toMatchObject({ state: "open", failures: 6 });
    const back = await generate();
    expect(back.json.node.provenance).toMatchObject({
      provider: "claude",
      configs_tried: [{ provider: "anthropic", outcome: "answered" }],
    });
    expect(await endWait()).toMatchObject({ state: "closed", failures: 0 });
  });

  it("are made once for a key of the request, of which the provider's key is a part", async () => {
    const eve = await apiClient(stack, "eve");
    const ask = (apiKey: string, query = "") =>
      eve.call("POST", `/api/llm-config${query}`, {
        body: anthropicOf(apiKey),
        headers: { "idempotency-key": "config-1" },
      });
    const [first, again] = [await ask(key), await ask(key)];
    expect(again).toMatchObject({ status: 201, json: first.json });
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    for (const other of [await ask(`${key}2`), await ask(key, "?verify=false")]) {
      expect(other).toMatchObject({ status: 409, json: { code: "idempotency_key_reused" } });
    }
    expect((await eve.call("GET", "/api/llm-config")).json).toHaveLength(1);
  });

  it("are refreshed by the schedule, which the status and the trail of the platform show", async () => {
    const root = await apiClient(stack, "root", ["admin"]);
    const status = () => root.call("GET", "/cache/status?scope=platform");
    expect((await status()).json).toMatchObject({ epoch: 0, refreshed_at: null, provider: null });
    const fired = await stack.fire("config-refresh");
    expect(fired).toMatchObject({ ok: true });
    expect((await status()).json).toMatchObject({ epoch: 1, age_minutes: 0, ttl_minutes: 60 });
    const trail = await root.call("GET", "/api/llm-config/audit?scope=platform");
    expect(trail.json).toMatchObject([{ action: "refreshed", by: "schedule" }]);
    const refused = await ada.call("POST", "/cache/invalidate?scope=platform");
    expect(refused.status).toBe(403);
    const own = await ada.call("POST", "/config/refresh");
    expect(own.json).toMatchObject({ provider: "anthropic", changed: true });
    const providers = (await ada.call("GET", "/providers")).json;
    expect(providers.map(({ provider }: { provider: string }) => provider)).toContain("anthropic");
  });

  it("are tried on the day after they answered, by the schedule", async () => {
    await useYesterday(stack, "ada", ids.openai);
    const shown = async () => (await ada.call("GET", `/api/llm-config/${ids.openai}`)).json.health;
    expect(await shown()).toBeNull();
    const fire = async (used: object) =>
      expect(await stack.fire("config-refresh")).toMatchObject({
        ok: true,
        payload: expect.stringContaining(`"used":${JSON.stringify(used)}`),
      });
    // The other one's last trial was its first that failed: it was used too, and is tried again.
    await fire({ checked: 2, unhealthy: 0, stale: 0 });
    expect(await shown()).toMatchObject({ healthy: true });
    await fire({ checked: 0, unhealthy: 0, stale: 0 });
  });

  it("leave no key in a log", async () => {
    expect(await stack.readLogs()).not.toContain(key);
  });
});
