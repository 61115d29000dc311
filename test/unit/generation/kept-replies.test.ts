import { describe, expect, it } from "vitest";
import { mayHaveBeenPaid } from "#shared/generation/fault.ts";
import { keptReplies } from "#shared/generation/kept-replies.ts";
import { worstCall } from "#shared/generation/worst-call.ts";
import { ProviderError } from "#shared/providers/provider.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { sampleReply } from "../../support/stores/job-samples.ts";

const create = { kind: "create", maxOutputTokens: 1_000 } as const;
const repair = { kind: "repair", maxOutputTokens: 1_000 } as const;

describe("kept replies", () => {
  it("answer in their order what is asked in the same way", () => {
    const kept = keptReplies([sampleReply(), sampleReply({ attempt: 2, kind: "repair" })]);
    expect(kept.count).toBe(2);
    const first = kept.next(create);
    expect(first).toMatchObject({
      number: 1,
      ask: create,
      context: { prompt: sampleReply().prompt, patternIds: ["csv-to-json"], referenceIds: [] },
      reply: { text: sampleReply().reply, stop: "complete", answeredBy: { name: "claude" } },
    });
    expect(kept.next(repair)?.number).toBe(2);
    expect(kept.next(repair)).toBeUndefined();
  });

  it("are of no use from the first that answers another question", () => {
    const kept = keptReplies([sampleReply(), sampleReply({ attempt: 2, kind: "repair" })]);
    expect(kept.next(repair)).toBeUndefined();
    expect(kept.next(create)).toBeUndefined();
  });

  it.each([
    ["the first is missing", [sampleReply({ attempt: 2 })], 0],
    ["one between is missing", [sampleReply(), sampleReply({ attempt: 3 })], 1],
    ["one was stored in words we do not know", [sampleReply({ stop: "tired" })], 0],
    ["one is of a provider we do not know", [sampleReply({ provider: "other" })], 0],
  ])("end where %s", (_, replies, count) => {
    expect(keptReplies(replies).count).toBe(count);
  });
});

describe("a call without a reply", () => {
  it.each(["timeout", "network", "aborted", "bad_payload"] as const)(
    "may have been paid for after %s",
    (kind) => {
      expect(mayHaveBeenPaid(new ProviderError(kind, "No."))).toBe(true);
    },
  );

  it.each(["auth", "rate_limit", "overloaded", "quota", "bad_request", "server"] as const)(
    "was refused after %s, which costs nothing",
    (kind) => {
      expect(mayHaveBeenPaid(new ProviderError(kind, "No."))).toBe(false);
    },
  );

  it("was never made where there was no connection", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const cause = new TypeError("fetch failed", { cause: refused });
    expect(mayHaveBeenPaid(new ProviderError("network", "No.", { cause }))).toBe(false);
    expect(mayHaveBeenPaid(new Error("a bug"))).toBe(false);
    const port = new TypeError("fetch failed", { cause: new Error("bad port") });
    expect(mayHaveBeenPaid(new ProviderError("network", "No.", { cause: port }))).toBe(false);
  });

  it("can cost what the dearest of those costs that may answer it", () => {
    const call = { promptTokens: 1_000, replyTokens: 8_192 };
    const asked = { ...scriptedProvider("x"), name: "ollama" as const, model: "llama3.1" };
    expect(worstCall(asked, call)).toMatchObject({ provider: "ollama", microUsd: 0 });
    const standIns = [{ name: "claude" as const, model: "claude-sonnet-5-5" }];
    const worst = worstCall({ ...asked, standIns }, call);
    expect(worst).toMatchObject({ provider: "claude", model: "claude-sonnet-5-5" });
    expect(worst.microUsd).toBeGreaterThan(100_000);
    expect(worst.tokens.input).toBe(1_400);
  });
});
