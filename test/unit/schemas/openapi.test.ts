import { describe, expect, it } from "vitest";
import { openapiDocument } from "#schemas/openapi.ts";
import { problems } from "#schemas/problem.ts";
import { type Route, routes } from "#schemas/routes.ts";

const document = openapiDocument({ version: "1.2.3", server: "/prod" });
const operations = Object.values(document.paths ?? {}).flatMap((path) =>
  Object.values(path as Record<string, { operationId: string; security: unknown[] }>),
);

describe("the OpenAPI document", () => {
  it("describes every operation of the route table once", () => {
    expect(operations.map((operation) => operation.operationId).sort()).toEqual(
      Object.keys(routes).sort(),
    );
    expect(document.openapi).toBe("3.1.1");
    expect(document.servers).toEqual([{ url: "/prod" }]);
  });

  it("asks for a token wherever the route does", () => {
    for (const { operationId, security } of operations) {
      const route: Route = routes[operationId as keyof typeof routes];
      const needed = { none: [], ticket: [{ ticket: [] }], user: [{ token: [] }] };
      expect(security, operationId).toEqual(needed[route.auth === "admin" ? "user" : route.auth]);
    }
  });

  it("says which problems an operation answers with, by code", () => {
    const put = document.paths?.["/api/generated-nodes/{id}"]?.put;
    const told = put?.responses?.["412"] as { description: string };
    expect(told.description).toContain("`precondition_failed`");
    expect(Object.keys(put?.responses ?? {})).toEqual(
      expect.arrayContaining(["200", "400", "401", "404", "409", "413", "415", "422", "500"]),
    );
  });

  it("says that the problem of a request that waits leads to its job", () => {
    const failed = document.paths?.["/api/generated-nodes/generate"]?.post?.responses?.["422"];
    expect(failed).toMatchObject({ headers: { location: { schema: { type: "string" } } } });
    expect(document.components?.schemas?.Problem).toMatchObject({
      properties: { jobId: { description: expect.stringContaining("transcript") } },
    });
  });

  it("says of a number in a query what it may be, and what stands where none is given", () => {
    const { parameters = [] } = document.paths?.["/api/jobs/{id}/events"]?.get ?? {};
    const queried = parameters.filter((one) => "in" in one && one.in === "query");
    expect(queried).toMatchObject([
      { name: "after", schema: { type: "integer", minimum: -1, default: -1 } },
      { name: "limit", schema: { type: "integer", maximum: 200, default: 100 } },
    ]);
    for (const parameter of queried) expect(parameter).not.toMatchObject({ required: true });
  });

  it("says what can be streamed, where there is nothing, and how a browser comes by its ticket", () => {
    const { get: events } = document.paths?.["/api/jobs/{id}/events"] ?? {};
    const { get: live } = document.paths?.["/api/jobs/{id}/live"] ?? {};
    const contentOf = (operation: typeof events, status: string) =>
      Object.keys((operation?.responses?.[status] as { content?: object })?.content ?? {});
    expect(contentOf(events, "200")).toEqual(["text/event-stream", "application/json"]);
    expect(contentOf(live, "200")).toEqual(["text/event-stream"]);
    for (const operation of [events, live]) expect(contentOf(operation, "204")).toEqual([]);
    expect(document.components?.securitySchemes?.ticket).toMatchObject({
      type: "apiKey",
      in: "query",
      name: "ticket",
    });
    expect(document.components?.schemas?.Job).toMatchObject({
      properties: { eventsUrl: { description: expect.stringContaining("15 minutes") } },
      required: expect.arrayContaining(["eventsUrl"]),
    });
  });

  it("holds no reference to a component that is not there", () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]);
    const known = Object.keys(document.components?.schemas ?? {});
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(known).toContain(reference);
  });
});

describe("the problem codes", () => {
  it("have statuses of errors and a title each", () => {
    for (const { status, title } of Object.values(problems)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title.length).toBeGreaterThan(10);
    }
  });
});
