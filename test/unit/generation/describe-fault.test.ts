import { describe, expect, it } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { describeFault } from "#shared/generation/describe-fault.ts";
import { createLog } from "#shared/http/log.ts";
import { ProviderError } from "#shared/providers/provider.ts";

const key = "sk-planted-0123456789abcdef0123456789";
const prompt = "Convert my secret recipe";

/** The line that the log writes of a fault. */
function lineOf(error: unknown): string {
  const lines: string[] = [];
  createLog("info", {}, (line) => lines.push(line)).warn("fault", describeFault(error));
  return lines.join("\n");
}

class APIError extends Error {
  override readonly name = "APIError";
  readonly status = 401;
  readonly type = "authentication_error";
  readonly code = key;
  readonly headers = { authorization: `Bearer ${key}` };
}

describe("what the log is told of a fault", () => {
  it("names kind, status and the provider's word, and quotes nothing of it", () => {
    const cause = new APIError(`Incorrect API key provided: ${key}. Prompt: ${prompt}`);
    const line = lineOf(new ProviderError("auth", "The key was not accepted.", { cause }));
    expect(JSON.parse(line)).toMatchObject({
      code: "auth",
      error: {
        name: "ProviderError",
        message: "The key was not accepted. kind=auth",
        cause: {
          name: "APIError",
          message: "status=401 code=[redacted] type=authentication_error",
        },
      },
    });
    for (const secret of [key, prompt, "Incorrect"]) expect(line).not.toContain(secret);
  });

  it("keeps the words of AWS and of our own code, less what looks like a key", () => {
    const denied = Object.assign(new Error(`not authorized to perform: lambda:Invoke (${key})`), {
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
    });
    const line = lineOf(new AppError("unavailable", "No sandbox.", { cause: denied }));
    expect(JSON.parse(line)).toMatchObject({
      code: "unavailable",
      error: {
        name: "AppError",
        cause: {
          name: "AccessDeniedException",
          message: "not authorized to perform: lambda:Invoke ([redacted]) status=403",
        },
      },
    });
    expect(line).not.toContain(key);
  });

  it.each([
    ["a bearer token", "Bearer abc.def"],
    ["an access key of AWS", "AKIAIOSFODNN7EXAMPLE"],
    ["a long random text", "q8Zr2Lk0Vt5Xn1Bm7Hs3Jd9Fg4Pw6Ya2Ce"],
    ["a key with its name", "api_key=abcdefgh"],
  ])("leaves out %s, also from a stack", (_, secret) => {
    const line = lineOf(new TypeError(`cannot read ${secret}`));
    expect(line).toContain("cannot read");
    expect(line).not.toContain(secret);
  });

  it("keeps ids, and where our own code failed", () => {
    const id = crypto.randomUUID();
    const line = lineOf(new TypeError(`job ${id}`));
    expect(line).toContain(id);
    expect(line).toContain("describe-fault.test.ts");
  });

  it("is short, however long the chain, and takes what is no error", () => {
    let error = new Error("x".repeat(10_000));
    for (let depth = 0; depth < 50; depth += 1)
      error = new Error("y ".repeat(9_000), { cause: error });
    expect(lineOf(error).length).toBeLessThan(20_000);
    expect(lineOf(key)).not.toContain(key);
    expect(JSON.parse(lineOf(undefined))).toMatchObject({ error: { name: "undefined" } });
  });
});
