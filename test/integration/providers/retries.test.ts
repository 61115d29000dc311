import { describe, expect, it } from "vitest";
import type { ProviderEvent } from "#shared/providers/provider.ts";
import {
  aCall,
  aRequest,
  everyProvider,
  shortLimits,
} from "../../support/providers/every-provider.ts";
import { inOrder, type ScriptedReply } from "../../support/providers/scripted-reply.ts";

const text: ScriptedReply = { kind: "text", text: "The reply" };

const tooMany = (headers: Record<string, string>): ScriptedReply => ({
  kind: "error",
  status: 429,
  headers,
});

describe.each(everyProvider)("$label", (under) => {
  it.each<ScriptedReply>([
    { kind: "error", status: 500 },
    { kind: "cut", text: "Half a re" },
    { kind: "error-in-stream", type: "server_error", text: "Half a re" },
  ])("answers after a $kind by a second attempt, with nothing of the first", async (fault) => {
    const events: ProviderEvent[] = [];
    await using server = await under.start(inOrder(fault, text));
    const reply = await under
      .provider(server, { limits: shortLimits })
      .generate(aRequest(), aCall({ onEvent: (event) => events.push(event) }));
    expect(reply.text).toBe("The reply");
    expect(events.filter((event) => event.type === "retry")).toHaveLength(1);
  });

  it("waits as long as it is told, where there is time", async () => {
    await using server = await under.start(inOrder(tooMany({ "retry-after-ms": "40" }), text));
    const delays: number[] = [];
    const onEvent = (event: ProviderEvent) => {
      if (event.type === "retry") delays.push(event.delayMs);
    };
    const reply = await under.provider(server).generate(aRequest(), aCall({ onEvent }));
    expect(reply.text).toBe("The reply");
    expect(delays).toEqual([40]);
  });

  it("fails at once where it is told to wait beyond the deadline", async () => {
    await using server = await under.start(inOrder(tooMany({ "retry-after": "90" }), text));
    const call = aCall({ deadline: Date.now() + 60_000 });
    await expect(under.provider(server).generate(aRequest(), call)).rejects.toMatchObject({
      kind: "rate_limit",
      retryAfterMs: 90_000,
    });
    expect(scripted(server.requests)).toBe(1);
  });

  it("waits the seconds of a short Retry-After", async () => {
    await using server = await under.start(inOrder(tooMany({ "retry-after": "0.05" }), text));
    const delays: number[] = [];
    const onEvent = (event: ProviderEvent) => {
      if (event.type === "retry") delays.push(event.delayMs);
    };
    await under.provider(server).generate(aRequest(), aCall({ onEvent }));
    expect(delays).toEqual([50]);
  });

  it.each<ScriptedReply>([
    { kind: "error", status: 400 },
    { kind: "error", status: 401 },
    { kind: "error", status: 403 },
    { kind: "error", status: 404 },
    { kind: "error", status: 413 },
    { kind: "refusal", text: "No." },
    { kind: "text", text: "Half a re", stop: "max_tokens" },
  ])("asks once where asking again is no use: %j", async (reply) => {
    await using server = await under.start(inOrder(reply));
    const provider = under.provider(server, { limits: shortLimits });
    await provider.generate(aRequest(), aCall()).catch(() => {});
    expect(scripted(server.requests)).toBe(1);
  });

  it("asks once more where a proxy's page came, and takes a second one for what it is", async () => {
    await using passing = await under.start(inOrder({ kind: "page" }, text));
    const reply = await under
      .provider(passing, { limits: shortLimits })
      .generate(aRequest(), aCall());
    expect(reply.text).toBe("The reply");
    await using lasting = await under.start(inOrder({ kind: "page" }));
    const asked = under.provider(lasting, { limits: shortLimits }).generate(aRequest(), aCall());
    await expect(asked).rejects.toMatchObject({ kind: "bad_payload" });
    expect(scripted(lasting.requests)).toBe(2);
  });

  it.each<ScriptedReply>([{ kind: "stalled", text: "Half a re" }, { kind: "slow-headers" }])(
    "gives up a $kind answer when it has been silent for too long",
    async (fault) => {
      await using server = await under.start(inOrder(fault, text));
      const limits = { ...shortLimits, firstByteMs: 150, idleMs: 150 };
      const reply = await under.provider(server, { limits }).generate(aRequest(), aCall());
      expect(reply.text).toBe("The reply");
    },
  );

  it("waits for an answer that shows signs of life, however few bytes", async () => {
    await using server = await under.start(inOrder({ kind: "pinging", text: "Late", pings: 10 }));
    const limits = { ...shortLimits, attempts: 1, idleMs: 350 };
    const reply = await under.provider(server, { limits }).generate(aRequest(), aCall());
    expect(reply.text).toBe("Late");
  });

  it("ends at the deadline, whatever the limits", async () => {
    await using server = await under.start(inOrder({ kind: "stalled", text: "Half a re" }));
    const call = aCall({ deadline: Date.now() + 200 });
    await expect(under.provider(server).generate(aRequest(), call)).rejects.toMatchObject({
      kind: "timeout",
    });
    expect(Date.now()).toBeLessThan(call.deadline + 5_000);
  });

  it("is cancelled by the caller's signal, and gives up the answer", async () => {
    const begun = Promise.withResolvers<void>();
    await using server = await under.start(inOrder({ kind: "stalled", text: "Half a re" }));
    const controller = new AbortController();
    const onEvent = (event: ProviderEvent) => {
      if (event.type === "start" || event.type === "text") begun.resolve();
    };
    const outcome = under
      .provider(server)
      .generate(aRequest(), aCall({ signal: controller.signal, onEvent }));
    const failure = expect(outcome).rejects.toMatchObject({ kind: "aborted", retryable: false });
    await begun.promise;
    controller.abort();
    await failure;
    await expect.poll(() => server.openAnswers(), { timeout: 5_000 }).toBe(0);
  });
});

const scripted = (requests: readonly { path: string }[]): number =>
  requests.filter(({ path }) => path !== "/api/show").length;

describe("an account without credit", () => {
  it.each(everyProvider.filter(({ label }) => label.startsWith("openai")))(
    "is told at once by $label, though its status is 429",
    async (under) => {
      const empty: ScriptedReply = { kind: "error", status: 429, type: "insufficient_quota" };
      await using server = await under.start(inOrder(empty));
      const outcome = under.provider(server).generate(aRequest(), aCall());
      await expect(outcome).rejects.toMatchObject({ kind: "quota" });
      expect(server.requests).toHaveLength(1);
    },
  );
});

describe("a provider that is overloaded", () => {
  it("inside a stream that began well is asked again", async () => {
    const claude = everyProvider.find(({ label }) => label === "claude");
    if (claude === undefined) throw new Error("no claude");
    const overload: ScriptedReply = {
      kind: "error-in-stream",
      type: "overloaded_error",
      text: "Half a re",
    };
    await using server = await claude.start(inOrder(overload, overload, text));
    const provider = claude.provider(server, { limits: shortLimits });
    expect((await provider.generate(aRequest(), aCall())).text).toBe("The reply");
    expect(server.requests).toHaveLength(3);
  });
});
