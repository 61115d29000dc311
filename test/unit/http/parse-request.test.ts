import { describe, expect, it } from "vitest";
import { type OperationName, routes } from "#schemas/routes.ts";
import { AppError } from "#shared/app-error.ts";
import { mostBodyBytes } from "#shared/http/parse-json.ts";
import { parseRequest } from "#shared/http/parse-request.ts";
import { gatewayEvent } from "../../support/http/gateway-event.ts";
import { newNodeId } from "../../support/stores/node-samples.ts";

const faultOf = (name: OperationName, parts: Parameters<typeof gatewayEvent>[1]): AppError => {
  try {
    parseRequest(routes[name], gatewayEvent(name, parts));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

const params = { id: newNodeId() };

describe("parseRequest", () => {
  it("gives every part through its schema, with defaults", () => {
    const event = gatewayEvent("list-nodes", { query: { limit: "7", q: " CSV " } });
    expect(parseRequest(routes["list-nodes"], event).query).toEqual({
      limit: 7,
      q: "CSV",
      deleted: "false",
    });
  });

  it.each([
    ["a limit that is no number", { query: { limit: "many" } }, "query.limit"],
    ["an empty limit", { query: { limit: "" } }, "query.limit"],
    ["a limit beyond the most", { query: { limit: "101" } }, "query.limit"],
    ["an unknown query parameter", { query: { colour: "red" } }, "query.colour"],
    ["another word for a boolean", { query: { deleted: "yes" } }, "query.deleted"],
  ])("names the field of %s", (_, parts, path) => {
    const fault = faultOf("list-nodes", parts);
    expect(fault.code).toBe("invalid_request");
    expect(fault.errors?.map((error) => error.path)).toContain(path);
  });

  it("does not repeat a field that is called like a key", () => {
    const body = { request: "Convert CSV to JSON", "sk-ant-api03-0123456789abcdefghij": 1 };
    const fault = faultOf("generate-node", { body });
    expect(fault.errors?.map((error) => error.path)).toEqual(["body.…"]);
    expect(fault.message).not.toContain("sk-ant");
  });

  it.each(["x", "     "])("tells once that a request of %j is too short", (request) => {
    const fault = faultOf("generate-node", { body: { request } });
    expect(fault.errors?.map((error) => error.message)).toEqual(["needs at least 3 characters"]);
  });

  it("ends what is wrong with one full stop", () => {
    const fault = faultOf("update-node", { params, body: { execution_code: "x".repeat(66_000) } });
    expect(fault.message).toMatch(/the most\.$/);
    expect(fault.message).not.toContain("..");
  });

  it("takes the place and size of a page of events, and no others", () => {
    const id = newNodeId();
    const queryOf = (query: Record<string, string>) =>
      parseRequest(
        routes["get-job-events"],
        gatewayEvent("get-job-events", { params: { id }, query }),
      ).query;
    expect(queryOf({})).toEqual({ after: -1, limit: 100 });
    expect(queryOf({ after: "0", limit: "200" })).toEqual({ after: 0, limit: 200 });
    for (const [name, value] of [
      ["after", "-2"],
      ["after", "1.5"],
      ["after", "1000000"],
      ["after", "last"],
      ["after", ""],
      ["after", " "],
      ["limit", ""],
      ["limit", "0"],
      ["limit", "201"],
    ] as const) {
      const fault = faultOf("get-job-events", { params: { id }, query: { [name]: value } });
      expect(fault.errors?.map((error) => error.path)).toEqual([`query.${name}`]);
    }
  });

  it("refuses an id that is no UUID", () => {
    const fault = faultOf("get-node", { params: { id: "1 OR 1=1" } });
    expect(fault.errors?.[0]?.path).toBe("path.id");
  });

  it.each([
    ["unknown fields", { request: "abc", extra: 1 }, "body.extra", "unknown_field"],
    ["wrong types", { request: 5 }, "body.request", "invalid_type"],
    ["too short a text", { request: "ab" }, "body.request", "too_small"],
    ["too long a text", { request: "a".repeat(5_001) }, "body.request", "too_big"],
    [
      "faults deep inside",
      { request: "abc", context: { tests: [{ name: "x", inputs: 5, expected: 1 }] } },
      "body.context.tests[0].inputs",
      "invalid_type",
    ],
  ])("names %s in a body", (_, body, path, code) => {
    const fault = faultOf("generate-node", { body });
    expect(fault.errors).toContainEqual(expect.objectContaining({ path, code }));
  });

  it.each([
    ["malformed JSON", "{", "malformed_json"],
    ["an empty body", "", "malformed_json"],
    ["a body that is no object", "[]", "invalid_request"],
    ["__proto__", '{"request":"abc","__proto__":{"admin":true}}', "invalid_request"],
    ["deep JSON", `{"request":${"[".repeat(100)}${"]".repeat(100)}}`, "invalid_request"],
    ["absurdly deep JSON", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "invalid_request"],
    ["a huge body", JSON.stringify("a".repeat(mostBodyBytes)), "payload_too_large"],
  ])("refuses %s", (_, text, code) => {
    expect(faultOf("generate-node", { text }).code).toBe(code);
  });

  it("refuses half a character anywhere in a body, by its path", () => {
    for (const [text, path] of [
      ['{"request":"abc\\ud83d"}', "body.request"],
      ['{"request":"abc","context":{"category":"\\udc00x"}}', "body.context.category"],
      ['{"request":"abc","\\ud800":1}', "body"],
    ] as const) {
      expect(faultOf("generate-node", { text }).errors).toEqual([
        expect.objectContaining({ path, code: "ill_formed_text" }),
      ]);
    }
  });

  it("speaks of what is wrong, not of schemas", () => {
    const messages = (body: unknown) =>
      faultOf("generate-node", { body }).errors?.map((error) => error.message);
    expect(messages({})).toEqual(["is missing"]);
    expect(messages({ request: 5 })).toEqual(["must be text"]);
    expect(messages({ request: "abc", context: [] })).toEqual(["must be an object"]);
    const limit = faultOf("list-nodes", { query: { limit: "many" } });
    expect(limit.errors?.map((error) => error.message)).toEqual(["must be a number"]);
    expect(faultOf("generate-node", { text: '{"request":NaN}' }).message).not.toContain("end");
  });

  it("does not echo the text of a malformed body", () => {
    const fault = faultOf("generate-node", { text: '{"apiKey": "sk-secret" oops' });
    expect(fault.message).not.toContain("sk-secret");
  });

  it("refuses another content type, and takes JSON with a charset", () => {
    const text = '{"request":"abc"}';
    const headers = { "Content-Type": "text/plain" };
    expect(faultOf("generate-node", { text, headers }).code).toBe("unsupported_media_type");
    const event = gatewayEvent("generate-node", {
      text,
      headers: { "Content-Type": "application/json; charset=utf-8" },
    });
    expect(parseRequest(routes["generate-node"], event).body).toEqual({ request: "abc" });
  });

  it("reads a body the gateway encoded", () => {
    const event = {
      ...gatewayEvent("generate-node", { text: "" }),
      body: Buffer.from('{"request":"naïve"}').toString("base64"),
      isBase64Encoded: true,
    };
    expect(parseRequest(routes["generate-node"], event).body).toEqual({ request: "naïve" });
  });

  it("refuses a PUT that names nothing to change, and a weak If-Match", () => {
    const empty = faultOf("update-node", { params, body: { changeDescription: "none" } });
    expect(empty.errors?.[0]?.message).toContain("at least one part");
    const weak = faultOf("update-node", {
      params,
      body: { name: "x" },
      headers: { "If-Match": 'W/"v1"' },
    });
    expect(weak.errors?.[0]?.path).toBe("headers.if-match");
  });
});
