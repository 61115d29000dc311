import { describe, expect, it } from "vitest";
import { checkApiUrl, endpointPolicy, requireApiUrl } from "#shared/config/api-url.ts";

const strict = endpointPolicy("");
const local = endpointPolicy(" localhost, 127.0.0.1 ,[::1],Ollama.Internal:11434");

describe("the endpoint of a configuration", () => {
  it.each([
    "https://models.example/v1",
    "https://models.example:8443",
    "https://8.8.8.8/v1",
    "https://[2606:4700::1111]/",
  ])("may be %s", (url) => {
    expect(checkApiUrl(url, strict)).toBeUndefined();
  });

  it.each([
    ["", "must be an http or https URL"],
    ["models.example", "must be an http or https URL"],
    ["ftp://models.example", "must be an http or https URL"],
    ["javascript:alert(1)", "must be an http or https URL"],
    ["http://models.example", "must begin with https://"],
    ["https://ada:secret@models.example", "must not hold a user name or a password"],
    ["https://sk-key@models.example", "must not hold a user name or a password"],
    ["https://models.example/?key=1", "must not have a query or a fragment"],
    ["https://models.example/?", "must not have a query or a fragment"],
    ["https://models.example/#a", "must not have a query or a fragment"],
    ["https://localhost/v1", "must be at a public address"],
    ["https://localhost./v1", "must be at a public address"],
    ["https://api.internal", "must be at a public address"],
    ["https://printer.local", "must be at a public address"],
    ["https://127.0.0.1", "must be at a public address"],
    ["https://2130706433", "must be at a public address"],
    ["https://0x7f.1", "must be at a public address"],
    ["https://10.1.2.3", "must be at a public address"],
    ["https://169.254.169.254/latest", "must be at a public address"],
    ["https://[::1]", "must be at a public address"],
    ["https://[::ffff:10.0.0.1]", "must be at a public address"],
    ["https://[fd00::1]", "must be at a public address"],
  ])("may not be %s", (url, message) => {
    expect(checkApiUrl(url, strict)).toContain(message);
    expect(() => requireApiUrl(url, strict)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        errors: [expect.objectContaining({ path: "body.apiConfig.apiUrl" })],
      }),
    );
  });

  it.each([
    "http://localhost:11434",
    "http://127.0.0.1:8080/v1",
    "http://[::1]:1",
    "http://ollama.internal:11434",
  ])("may be %s where the operator vouches for the host", (url) => {
    expect(checkApiUrl(url, local)).toBeUndefined();
  });

  it.each(["http://127.0.0.2", "http://ollama.internal:22", "http://localhost.example"])(
    "may still not be %s",
    (url) => {
      expect(checkApiUrl(url, local)).toBeDefined();
    },
  );

  it("holds no credentials even there", () => {
    expect(checkApiUrl("http://ada:secret@localhost", local)).toContain("user name");
  });
});
