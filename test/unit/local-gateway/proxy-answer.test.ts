import { expect, test } from "vitest";
import { proxyAnswer } from "../../../local/gateway/proxy-answer.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

const answer = (value: unknown, binary: string[] = [], accept?: string) =>
  proxyAnswer(JSON.stringify(value), binary, accept);

test("API Gateway passes status, headers and body on", () => {
  const headers = { ETag: '"1"', "X-Count": 3, "Content-Type": "text/plain" };
  expect(answer({ statusCode: 201, headers, body: "made" })).toEqual({
    statusCode: 201,
    headers: [
      ["ETag", '"1"'],
      ["X-Count", "3"],
      ["Content-Type", "text/plain"],
    ],
    body: "made",
  });
});

test("API Gateway calls a body without a type JSON", () => {
  expect(answer({ statusCode: 200, body: "{}" }).headers).toEqual([
    ["Content-Type", "application/json"],
  ]);
});

test("API Gateway takes a name that is in both kinds of headers from multiValueHeaders", () => {
  const { headers } = answer({
    statusCode: 200,
    headers: { "set-cookie": "lost", "Content-Type": "a/b" },
    multiValueHeaders: { "Set-Cookie": ["one", "two"] },
  });
  expect(headers).toEqual([
    ["Content-Type", "a/b"],
    ["Set-Cookie", "one"],
    ["Set-Cookie", "two"],
  ]);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
test("API Gateway renames headers that are its own, and counts the body itself", () => {
  const { headers } = answer({
    statusCode: 401,
    headers: { "WWW-Authenticate": "Bearer", "Content-Length": "7", "Content-Type": "a/b" },
  });
  expect(headers).toEqual([
    ["x-amzn-Remapped-WWW-Authenticate", "Bearer"],
    ["Content-Type", "a/b"],
  ]);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
test.each([
  ["no binary type", [], "image/png", "aGk="],
  ["another binary type", ["font/woff"], "image/png", "aGk="],
  ["a binary type that the caller names later", ["image/png"], "text/html,image/png", "aGk="],
  ["the binary type the caller names first", ["image/*"], "image/png;q=1,*/*", Buffer.from("hi")],
  ["all types binary", ["*/*"], "text/html", Buffer.from("hi")],
])("API Gateway sends base64 with %s as %s", (_what, binary, accept, body) => {
  expect(answer({ statusCode: 200, body: "aGk=", isBase64Encoded: true }, binary, accept).body) //
    .toEqual(body);
});

test.each([
  ["nothing", null],
  ["a text", "hello"],
  ["an object without a status", { body: "x" }],
  ["a status that is none", { statusCode: 99 }],
  ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
  ["a header that holds an object", { statusCode: 200, headers: { a: {} } }],
  ["a header with a line break", { statusCode: 200, headers: { a: "b\r\nc: d" } }],
  ["a header name with a space", { statusCode: 200, headers: { "a b": "c" } }],
])("API Gateway answers 502 to %s", (_what, value) => {
  expect(() => answer(value)).toThrow(expect.objectContaining({ statusCode: 502 }));
});
