import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LlmConfig } from "#schemas/llm-config.ts";
import { type FakeAnswer, startFakeService } from "../../support/aws/fake-service.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";
import { runCommand } from "../../support/stack/run-command.ts";

const key = "sk-planted-configure-0123456789";
const token = "a.b.c";

const saved = LlmConfig.parse({
  id: "5b0ce41c-2f4e-4e5c-9c61-3c2d5bd0c8f1",
  provider: "openai",
  model: "gpt-6.1-sol",
  temperature: 0.3,
  maxTokens: null,
  repairModel: null,
  fallbackOrder: null,
  scope: "platform",
  isDefault: true,
  apiConfig: { keyHint: "6789", apiUrl: null, api: null },
  health: {
    healthy: true,
    provider: "openai",
    model: "gpt-6.1-sol",
    latency_ms: 12,
    checked_at: "2031-02-03T04:05:06.000Z",
  },
  notes: [],
  version: 1,
  created_at: "2031-02-03T04:05:06.000Z",
  updated_at: "2031-02-03T04:05:06.000Z",
});

describe("configure with --url", () => {
  let answer: FakeAnswer;
  let service: Awaited<ReturnType<typeof startFakeService>>;

  beforeAll(async () => {
    service = await startFakeService(() => answer);
  });
  afterEach(() => service.requests.splice(0));
  afterAll(() => service?.stop());

  const configure = async (environment: Record<string, string>, ...more: string[]) => {
    const typed = ["--scope", "platform", "--provider", "openai", "--model", "gpt-6.1-sol"];
    const url = ["--url", `${service.clientOptions.endpoint}/prod/`];
    const parameters = [...typed, ...url, ...more];
    const dataDir = await temporaryDirectory();
    const ended = await runCommand("configure", { parameters, dataDir, environment });
    expect(ended.stdout + ended.stderr).not.toContain(key);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    return ended;
  };
  const given = { NODESMITH_TOKEN: token, LLM_API_KEY: key };

  it("saves at the deployed stack, with the token and the key of the environment", async () => {
    answer = { status: 201, body: saved };
    const { status, stdout, stderr } = await configure(given, "--default");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      `openai (gpt-6.1-sol) is saved as ${saved.id}, the default.\nIt answers, in 12 ms.\n`,
    );
    const [request] = service.requests;
    expect(request).toMatchObject({
      method: "POST",
      path: "/prod/api/llm-config?scope=platform",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      provider: "openai",
      model: "gpt-6.1-sol",
      isDefault: true,
      apiConfig: { apiKey: key },
    });
  });

  it("says what the API says is wrong", async () => {
    const errors = [{ path: "body.model", code: "unknown_model", message: "is not known" }];
    answer = { status: 400, body: { detail: "The request is not valid.", errors } };
    const { status, stderr } = await configure(given);
    expect(status).toBe(1);
    expect(stderr).toBe("not saved (400): The request is not valid.\n  body.model: is not known\n");
  });

  it("takes the key nowhere else", async () => {
    answer = { status: 307, headers: { location: "/elsewhere" }, body: "" };
    const { status, stderr } = await configure(given);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^http:\/\/127\.0\.0\.1:\d+ does not answer\n$/);
    expect(service.requests.map(({ path }) => path)).toEqual([
      "/prod/api/llm-config?scope=platform",
    ]);
  });

  it.each([
    [{ LLM_API_KEY: key }, [], /^--url needs a token of an admin in NODESMITH_TOKEN\n$/],
    [given, ["--url", "nowhere"], /^--url nowhere is not a URL\n$/],
    [{ NODESMITH_TOKEN: token }, [], /^no terminal to ask on: give LLM_API_KEY\n$/m],
  ])("asks for nothing that is not there: %j %j", async (environment, more, sentence) => {
    const { status, stderr } = await configure(environment, ...more);
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(service.requests).toEqual([]);
  });
});
