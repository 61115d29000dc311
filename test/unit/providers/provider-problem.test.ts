import { describe, expect, it } from "vitest";
import type { ErrorCode } from "#schemas/problem.ts";
import { ProviderError, type ProviderErrorKind } from "#shared/providers/provider.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { providerProblem } from "#shared/providers/provider-problem.ts";

describe("a provider's failure as a problem", () => {
  it.each<[ProviderErrorKind, ErrorCode]>([
    ["auth", "provider_unauthorized"],
    ["permission", "provider_unauthorized"],
    ["rate_limit", "provider_overloaded"],
    ["overloaded", "provider_overloaded"],
    ["timeout", "provider_timeout"],
    ["quota", "provider_failed"],
    ["network", "provider_failed"],
    ["server", "provider_failed"],
    ["bad_payload", "provider_failed"],
    ["bad_request", "provider_failed"],
    ["not_found", "provider_failed"],
    ["too_large", "payload_too_large"],
    ["aborted", "unavailable"],
  ])("%s is %s, in our words", (kind, code) => {
    const problem = providerProblem(providerFailure(kind, { cause: new Error("raw words") }));
    expect(problem).toEqual({ code, detail: expect.stringMatching(/^[A-Z].+\.$/) });
    expect(problem.detail).not.toContain("raw");
  });

  it.each<[ProviderErrorKind, string]>([
    ["auth", "valid key"],
    ["permission", "model that the key may use"],
    ["not_found", "another model"],
    ["quota", "add credit"],
    ["too_large", "Shorten the request"],
  ])("says what helps against %s", (kind, remedy) => {
    expect(providerProblem(providerFailure(kind)).detail).toContain(remedy);
  });

  it("says when to come back, in whole seconds", () => {
    const problem = providerProblem(providerFailure("rate_limit", { retryAfterMs: 1_200 }));
    expect(problem.retryAfterSeconds).toBe(2);
  });

  it("names the nearest patterns where none fits", () => {
    const details = ["Slugify text", "CSV to objects"];
    const failure = new ProviderError("no_pattern", "No pattern fits the request.", { details });
    expect(providerProblem(failure)).toEqual({
      code: "no_pattern",
      detail:
        "No pattern fits the request. The nearest there are: Slugify text, CSV to objects. Use other words, or configure a language model.",
    });
  });
});
