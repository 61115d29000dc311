import { describe, expect, it, vi } from "vitest";
import type { ProviderError, ProviderErrorKind } from "#shared/providers/provider.ts";
import {
  aCall,
  aRequest,
  everyProvider,
  shortLimits,
  testKey,
} from "../../support/providers/every-provider.ts";
import { inOrder, type ScriptedReply } from "../../support/providers/scripted-reply.ts";

type Label = (typeof everyProvider)[number]["label"];

interface Fault {
  readonly name: string;
  readonly reply: ScriptedReply;
  readonly kind: ProviderErrorKind;
  readonly retryable: boolean;
  /** Where a provider has no such fault on its wire. */
  readonly not?: readonly Label[];
}

const openai: readonly Label[] = ["openai responses", "openai chat"];

const error = (status: number, more: object = {}): ScriptedReply => ({
  kind: "error",
  status,
  message: `The key ${testKey} and the prompt are quoted here`,
  ...more,
});

const faults: readonly Fault[] = [
  { name: "400", reply: error(400), kind: "bad_request", retryable: false },
  { name: "401", reply: error(401), kind: "auth", retryable: false },
  { name: "403", reply: error(403), kind: "permission", retryable: false },
  { name: "404", reply: error(404), kind: "not_found", retryable: false },
  { name: "413", reply: error(413), kind: "too_large", retryable: false },
  { name: "429", reply: error(429), kind: "rate_limit", retryable: true },
  { name: "500", reply: error(500), kind: "server", retryable: true },
  {
    name: "529",
    reply: error(529),
    kind: "overloaded",
    retryable: true,
    not: ["openai responses", "openai chat"],
  },
  {
    name: "a prompt over the window",
    reply: error(400, { message: "prompt is too long: 210000 tokens > 200000 maximum" }),
    kind: "too_large",
    retryable: false,
  },
  {
    name: "an account without credit, as 429",
    reply: error(429, { type: "insufficient_quota" }),
    kind: "quota",
    retryable: false,
    not: ["claude", "ollama"],
  },
  {
    name: "an account without credit",
    reply: error(400, { type: "billing_error" }),
    kind: "quota",
    retryable: false,
    not: [...openai, "ollama"],
  },
  {
    name: "a server that forbids the retry",
    reply: error(500, { headers: { "x-should-retry": "false" } }),
    kind: "server",
    retryable: false,
  },
  {
    name: "an overload inside the stream",
    reply: { kind: "error-in-stream", type: "overloaded_error", text: "Some text" },
    kind: "overloaded",
    retryable: true,
    not: [...openai, "ollama"],
  },
  {
    name: "a failure inside the stream",
    reply: { kind: "error-in-stream", type: "server_error", text: "Some text" },
    kind: "server",
    retryable: true,
  },
  {
    name: "an error event of the Responses API",
    reply: {
      kind: "raw",
      body: 'event: error\ndata: {"type":"error","code":"rate_limit_exceeded","message":"x"}\n\n',
    },
    kind: "rate_limit",
    retryable: true,
    not: ["claude", "openai chat", "ollama"],
  },
  {
    name: "a connection that breaks",
    reply: { kind: "cut", text: "Some text" },
    kind: "network",
    retryable: true,
  },
  {
    name: "a stream without its last event",
    reply: { kind: "ended-early", text: "Some text" },
    kind: "network",
    retryable: true,
  },
  { name: "a web page with 200", reply: { kind: "page" }, kind: "bad_payload", retryable: false },
  {
    name: "a redirect",
    reply: error(307, { headers: { location: "http://127.0.0.1:1/" } }),
    kind: "bad_payload",
    retryable: false,
  },
  {
    name: "a stream of no JSON",
    reply: { kind: "raw", body: "event: message_start\ndata: {nonsense\n\n{nonsense\n" },
    kind: "bad_payload",
    retryable: false,
  },
  {
    name: "events of another shape",
    reply: { kind: "raw", body: "event: message_start\ndata: [1, 2]\n\n[1, 2]\n" },
    kind: "bad_payload",
    retryable: false,
    // Its lines are no JSON before the shape matters.
    not: ["ollama"],
  },
];

describe.each(everyProvider)("$label", (under) => {
  const own = faults.filter((fault) => !fault.not?.includes(under.label));

  it.each(own)("$name is $kind", async ({ reply, kind, retryable }) => {
    await using server = await under.start(inOrder(reply));
    const provider = under.provider(server, { limits: { ...shortLimits, attempts: 1 } });
    const failure = await provider.generate(aRequest(), aCall()).catch((thrown) => thrown);
    expect(failure).toMatchObject({ name: "ProviderError", kind, retryable });
    expect(ownWords(failure)).not.toContain(testKey);
    expect(ownWords(failure)).not.toContain("quoted");
  });

  it("prints nothing of a reply that cannot be read", async () => {
    const methods = ["debug", "info", "log", "warn", "error"] as const;
    const spies = methods.map((method) => vi.spyOn(console, method));
    const body = "event: message_start\ndata: {a private reply\n\n{a private reply\n";
    await using server = await under.start(inOrder({ kind: "raw", body }));
    await under
      .provider(server)
      .generate(aRequest(), aCall())
      .catch(() => {});
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
    vi.restoreAllMocks();
  });

  it("a server that is not there is network", async () => {
    const server = await under.start();
    await server.close();
    const provider = under.provider(server, { limits: { ...shortLimits, attempts: 2 } });
    await expect(provider.generate(aRequest(), aCall())).rejects.toMatchObject({
      kind: "network",
      retryable: true,
    });
  });
});

/** All that may be shown or logged of a failure: everything but its cause. */
function ownWords({ cause: _cause, stack: _stack, ...failure }: ProviderError): string {
  return JSON.stringify(failure) + failure.message;
}
