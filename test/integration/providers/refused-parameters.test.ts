import { describe, expect, it } from "vitest";
import { claudeProvider } from "#shared/providers/claude.ts";
import { openaiProvider } from "#shared/providers/openai.ts";
import { startClaudeServer } from "../../support/providers/claude-server.ts";
import { aCall, aRequest, everyProvider, testKey } from "../../support/providers/every-provider.ts";
import { startOpenaiServer } from "../../support/providers/openai-server.ts";
import type { Script } from "../../support/providers/scripted-reply.ts";

/** A server that answers 400 to a parameter, naming it in a field or only in its sentence. */
const refusing =
  (parameter: string, named: boolean): Script =>
  ({ body }) =>
    parameter in body
      ? {
          kind: "error",
          status: 400,
          message: `Unsupported parameter: '${parameter}' is not supported with this model.`,
          ...(named && { type: "unsupported_parameter", parameter }),
        }
      : { kind: "text", text: "The reply" };

const openai = everyProvider.filter(({ label }) => label.startsWith("openai"));

describe.each(openai)("$label", (under) => {
  it.each([true, false])("drops a refused temperature with a note (named: %s)", async (named) => {
    await using server = await under.start(refusing("temperature", named));
    const provider = under.provider(server);
    const first = await provider.generate(aRequest({ temperature: 0.2 }), aCall());
    expect(first.text).toBe("The reply");
    expect(first.notes).toEqual([`temperature was not sent: ${provider.model} does not accept it`]);
    expect(server.requests).toHaveLength(2);

    const second = await provider.generate(aRequest({ temperature: 0.2 }), aCall());
    expect(second.notes).toHaveLength(1);
    expect(server.requests).toHaveLength(3);

    const third = await provider.generate(aRequest(), aCall());
    expect(third.notes).toEqual([]);
  });

  it("fails where the parameter is refused though it is not sent", async () => {
    await using server = await under.start(() => ({
      kind: "error",
      status: 400,
      message: "temperature is missing",
    }));
    await expect(under.provider(server).generate(aRequest(), aCall())).rejects.toMatchObject({
      kind: "bad_request",
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe("a compatible host", () => {
  it("that knows only the newer name of the token limit is sent that one", async () => {
    await using server = await startOpenaiServer(refusing("max_tokens", true));
    const provider = openaiProvider({ apiKey: testKey, model: "m", baseUrl: server.url });
    await provider.generate(aRequest(), aCall());
    expect(server.requests[1]?.body).toMatchObject({ max_completion_tokens: 1_000 });
  });

  it("that does not stream its usage is not asked to", async () => {
    await using server = await startOpenaiServer(refusing("stream_options", false));
    const provider = openaiProvider({ apiKey: testKey, model: "m", baseUrl: server.url });
    expect((await provider.generate(aRequest(), aCall())).text).toBe("The reply");
  });
});

describe("Claude", () => {
  it("is not asked again for a limit that cannot be left out", async () => {
    const message = "max_tokens: 200000 > 128000, which is the maximum for this model";
    await using server = await startClaudeServer(() => ({ kind: "error", status: 400, message }));
    const provider = claudeProvider({ apiKey: testKey, model: "m", baseUrl: server.url });
    await expect(provider.generate(aRequest(), aCall())).rejects.toMatchObject({
      kind: "bad_request",
    });
    expect(server.requests).toHaveLength(1);
  });
});
