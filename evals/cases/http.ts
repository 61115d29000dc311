import type { EvalCase } from "../eval-case.ts";

export const http: readonly EvalCase[] = [
  {
    id: "current-weather",
    tags: ["http"],
    request:
      "Ask https://api.weather.example/v1/current?city=… for the weather of `city`. It answers { temp_c, sky }. Output `temperature` and `sky`. Any other status than 200 is an error with the status in it.",
    tests: [
      {
        name: "answer",
        inputs: { city: "Ulm" },
        http: [
          {
            expect: { method: "GET", path: "/v1/current", query: { city: "Ulm" } },
            reply: { status: 200, body: { temp_c: 7, sky: "grey" } },
          },
        ],
        expected: { temperature: 7, sky: "grey" },
      },
      {
        name: "other status",
        inputs: { city: "X" },
        http: [{ expect: { method: "GET", path: "/v1/current" }, reply: { status: 404 } }],
        error: { matches: "404" },
      },
    ],
  },
  {
    id: "create-ticket",
    tags: ["http"],
    request:
      "POST { title, priority } as JSON to https://tickets.example/api/tickets with the header Authorization: Bearer <token>. Inputs title, priority (default normal), token. It answers 201 with { id }. Output ticketId.",
    tests: [
      {
        name: "default priority",
        inputs: { title: "Broken", token: "t0" },
        http: [
          {
            expect: {
              method: "POST",
              path: "/api/tickets",
              headers: { authorization: "Bearer t0" },
              body: { title: "Broken", priority: "normal" },
            },
            reply: { status: 201, body: { id: 42 } },
          },
        ],
        assertions: ["String(out.ticketId) === '42'"],
      },
      {
        name: "not allowed",
        inputs: { title: "Broken", token: "t0" },
        http: [{ expect: { method: "POST", path: "/api/tickets" }, reply: { status: 403 } }],
        error: { matches: "403" },
      },
    ],
  },
  {
    id: "stock-with-retry",
    tags: ["http", "advanced"],
    request:
      "GET https://stock.example/items/{sku} and output `stock` (the field `available` of the answer). On 503 try again, at most 3 calls in all, waiting a bit. Other failures are an error with the status.",
    context: { complexity: "advanced" },
    tests: [
      {
        name: "third time",
        inputs: { sku: "A1" },
        http: [
          { expect: { method: "GET", path: "/items/A1" }, reply: { status: 503 } },
          { expect: { method: "GET", path: "/items/A1" }, reply: { status: 503 } },
          {
            expect: { method: "GET", path: "/items/A1" },
            reply: { status: 200, body: { available: 5 } },
          },
        ],
        expected: { stock: 5 },
      },
      {
        name: "not there",
        inputs: { sku: "B" },
        http: [{ expect: { method: "GET", path: "/items/B" }, reply: { status: 404 } }],
        error: { matches: "404" },
      },
    ],
  },
  {
    id: "paged-users",
    tags: ["http", "advanced"],
    request:
      "Fetch all users from https://directory.example/users, following the cursor: each page is { users, next } and the next one is asked with ?cursor=<next>, until next is null. Output users. Stop after 10 pages.",
    context: { complexity: "advanced" },
    tests: [
      {
        name: "two pages",
        inputs: {},
        http: [
          {
            expect: { method: "GET", path: "/users" },
            reply: { status: 200, body: { users: ["a"], next: "c1" } },
          },
          {
            expect: { method: "GET", path: "/users", query: { cursor: "c1" } },
            reply: { status: 200, body: { users: ["b"], next: null } },
          },
        ],
        expected: { users: ["a", "b"] },
      },
    ],
  },
  {
    id: "chat-notice",
    tags: ["http", "beginner"],
    request:
      'send a message to our chat. the webhook address is the input `webhook`, the message is `message`, it wants {"text": "..."} posted as json. output `sent` true when it worked',
    context: { complexity: "beginner" },
    tests: [
      {
        name: "sent",
        inputs: { webhook: "https://chat.example/hooks/1", message: "hi" },
        http: [
          {
            expect: { method: "POST", path: "/hooks/1", body: { text: "hi" } },
            reply: { status: 200, body: "ok" },
          },
        ],
        expected: { sent: true },
      },
    ],
  },
  {
    id: "exchange-rate",
    tags: ["http"],
    request:
      "Get the exchange rate from https://rates.example/latest?base=…&symbols=… (answer { rates: { USD: 1.1 } }), inputs base and target, output rate. It needs our key in the header x-api-key.",
    tests: [
      {
        name: "rate",
        inputs: { base: "EUR", target: "USD", apiKey: "k", api_key: "k", key: "k" },
        http: [
          {
            expect: {
              method: "GET",
              path: "/latest",
              query: { base: "EUR", symbols: "USD" },
              headers: { "x-api-key": "k" },
            },
            reply: { status: 200, body: { rates: { USD: 1.1 } } },
          },
        ],
        expected: { rate: 1.1 },
      },
    ],
  },
];
