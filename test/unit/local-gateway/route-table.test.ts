import { expect, test } from "vitest";
import { createRouteTable } from "../../../local/gateway/route-table.ts";
import { apiOf, method, resource } from "../../support/local-gateway/api-fixture.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html

const find = createRouteTable(
  apiOf({
    Root: method("GET", undefined, "Root"),
    Nodes: resource("nodes"),
    NodesGet: method("GET", "Nodes", "List"),
    Node: resource("{id}", "Nodes"),
    NodeGet: method("GET", "Node", "Get"),
    NodeAny: method("ANY", "Node", "Other"),
    Check: resource("check", "Nodes"),
    CheckPost: method("POST", "Check", "Check"),
    Versions: resource("versions", "Node"),
    VersionsGet: method("GET", "Versions", "Versions"),
    Files: resource("files"),
    File: resource("{path+}", "Files"),
    FileGet: method("GET", "File", "File"),
  }),
);

const found = (httpMethod: string, path: string) => {
  const route = find(httpMethod, path);
  return [`${route.method.httpMethod} ${route.method.path}`, route.pathParameters];
};

test.each([
  ["GET", "/", "GET /", {}],
  ["GET", "/nodes", "GET /nodes", {}],
  ["GET", "/nodes/7", "GET /nodes/{id}", { id: "7" }],
  ["GET", "/nodes/7/versions", "GET /nodes/{id}/versions", { id: "7" }],
  ["GET", "/nodes/check/versions", "GET /nodes/{id}/versions", { id: "check" }],
  ["POST", "/nodes/check", "POST /nodes/check", {}],
  ["HEAD", "/nodes/7", "ANY /nodes/{id}", { id: "7" }],
  ["GET", "/files/a/b/c", "GET /files/{path+}", { path: "a/b/c" }],
])("%s %s is %s", (httpMethod, path, name, parameters) => {
  expect(found(httpMethod, path)).toEqual([name, parameters]);
});

test("path parameters come decoded, once, and a slash in one divides nothing", () => {
  expect(found("GET", "/nodes/a%20b%2Fc%2520")[1]).toEqual({ id: "a b/c%20" });
});

test.each([
  ["GET", "/unknown"],
  ["POST", "/nodes"],
  // What is written out wins, also where only the parameter has the method.
  ["GET", "/nodes/check"],
  ["GET", "/nodes/"],
  ["GET", "/nodes/7/versions/"],
  ["GET", "//nodes"],
  ["GET", "/files"],
])("%s %s is no method of the API", (httpMethod, path) => {
  expect(() => find(httpMethod, path)).toThrow("MISSING_AUTHENTICATION_TOKEN");
});

test("a path that is not well encoded is refused", () => {
  expect(() => find("GET", "/nodes/%E0%A4%A")).toThrow("BAD_REQUEST_PARAMETERS");
});
