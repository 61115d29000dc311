import { describe, expect, it } from "vitest";
import * as fromSource from "#shared/providers/create-provider.ts";
import type { ProviderEvent } from "#shared/providers/provider.ts";
import { bundledModule } from "../../support/bundles/bundled-module.ts";
import { startClaudeServer } from "../../support/providers/claude-server.ts";
import { aCall, aRequest, shortLimits, testKey } from "../../support/providers/every-provider.ts";
import { startOpenaiServer } from "../../support/providers/openai-server.ts";
import { inOrder, type ScriptedReply } from "../../support/providers/scripted-reply.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

type Adapters = Pick<typeof fromSource, "createProvider">;

const bundled = (await bundledModule("shared/providers/create-provider.ts")) as Adapters;

const services = [
  { label: "claude", name: "claude", start: startClaudeServer },
  { label: "openai responses", name: "openai", api: "responses", start: startOpenaiServer },
  { label: "openai chat", name: "openai", api: "chat", start: startOpenaiServer },
] as const;
type Service = (typeof services)[number];

const text = twoPartReply();
const replies: Record<string, ScriptedReply> = {
  "a whole reply": { kind: "text", text },
  "a reply cut at its limit": { kind: "text", text, stop: "max_tokens" },
  "a reply that was filtered": { kind: "text", text, stop: "content_filter" },
  "a refusal": { kind: "refusal", text: "I cannot help with that" },
  "a reply after signs of life": { kind: "pinging", text, pings: 1 },
  "an invalid request": { kind: "error", status: 400 },
  "a key that is not accepted": { kind: "error", status: 401 },
  "a model that is not there": { kind: "error", status: 404 },
  "a conflict": { kind: "error", status: 409 },
  "a request that cannot be processed": { kind: "error", status: 422 },
  "a rate limit": { kind: "error", status: 429, headers: { "retry-after-ms": "1" } },
  "an account without credit": { kind: "error", status: 429, type: "insufficient_quota" },
  "a failure": { kind: "error", status: 500 },
  "an overload": { kind: "error", status: 529 },
  "a failure inside the stream": { kind: "error-in-stream", type: "server_error", text },
  "a connection that breaks": { kind: "cut", text },
  "a stream without its last event": { kind: "ended-early", text },
  "a silence": { kind: "stalled", text },
  "a web page": { kind: "page" },
  "no JSON": { kind: "raw", body: "data: {\n\n" },
};

/** All that can be told of one call from outside: the result or failure, its events, the wire. */
async function callOf(adapters: Adapters, service: Service, reply: ScriptedReply) {
  await using server = await service.start(inOrder(reply));
  const silent = reply.kind === "stalled";
  const events: ProviderEvent[] = [];
  const onEvent = (event: ProviderEvent) => events.push(event);
  const provider = await adapters.createProvider(
    { name: service.name, model: "a-model", baseUrl: server.url },
    {
      keys: async () => ({ claude: testKey, openai: testKey }),
      mock: () => Promise.reject(new Error("not asked for")),
    },
    { limits: silent ? { ...shortLimits, idleMs: 500 } : shortLimits, ...apiOf(service) },
  );
  const schema = { type: "object", properties: {}, additionalProperties: false };
  const request = aRequest({ temperature: 0.2, responseFormat: { name: "node", schema } });
  const outcome = await provider
    .generate(request, aCall({ attempts: silent ? 1 : 2, onEvent }))
    .then(
      (value) => ({ value }),
      ({ name, message, kind, retryable, cause }) => ({
        failure: { name, message, kind, retryable, cause: nameOf(cause) },
      }),
    );
  return { outcome, events: events.map(withoutChance), wire: server.requests.map(wireOf) };
}

const apiOf = (service: Service) => ("api" in service ? { api: service.api } : {});

const nameOf = (cause: unknown) =>
  cause instanceof Error ? [cause.constructor.name, cause.message.replace(/:\d+/, "")] : cause;

/** The wait before another try is drawn by lot. */
const withoutChance = (event: ProviderEvent) => ({ ...event, delayMs: 0 });

function wireOf({ path, headers, body }: { path: string; headers: object; body: unknown }) {
  return { path, headers: { ...headers, host: "", "idempotency-key": "" }, body };
}

describe.each(services)("the adapter of $label, bundled", (service) => {
  it.each(Object.entries(replies))("does as the source does with %s", async (_, reply) => {
    const [built, plain] = await Promise.all([
      callOf(bundled, service, reply),
      callOf(fromSource, service, reply),
    ]);
    expect(built).toEqual(plain);
  });

  it("gives the whole text of a streamed reply", async () => {
    const { outcome, wire } = await callOf(bundled, service, { kind: "text", text });
    expect(outcome).toMatchObject({ value: { text, stop: "complete" } });
    expect(wire).toHaveLength(1);
  });
});
