import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { variables, variablesOf } from "#schemas/environment.ts";
import { backgroundFunctions, type FunctionNeeds } from "#schemas/functions.ts";
import { grants } from "#schemas/grants.ts";
import { type Route, routes } from "#schemas/routes.ts";
import { settings } from "#schemas/settings.ts";

const table = Object.entries<Route>(routes);

describe("the route table", () => {
  it("has an entry file for every operation", () => {
    for (const [name] of table) expect(existsSync(`functions/api/${name}.ts`), name).toBe(true);
    for (const name of Object.keys(backgroundFunctions)) {
      expect(existsSync(`functions/${name}/handler.ts`), name).toBe(true);
    }
  });

  it("names each method and path once", () => {
    const called = table.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(called).size).toBe(called.length);
  });

  it("declares a parameter for every placeholder, and no other", () => {
    for (const [name, { path, params }] of table) {
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(params?.shape ?? {}), name).toEqual(placeholders);
    }
  });

  it("leaves nothing open but what the contract opens", () => {
    const open = table.filter(([, { auth }]) => auth === "none").map(([, { path }]) => path);
    expect(open).toEqual(["/health", "/openapi.json", "/docs", "/docs/{asset}"]);
    const byTicket = table.filter(([, { auth }]) => auth === "ticket").map(([, { path }]) => path);
    expect(byTicket).toEqual(["/api/jobs/{id}/live"]);
  });

  it("keeps every function under the gateway's 29 s, unless it streams", () => {
    for (const [name, { timeoutSeconds, streams }] of table) {
      if (streams) expect(timeoutSeconds, name).toBe(120);
      else expect(timeoutSeconds, name).toBeLessThan(29);
    }
  });
});

describe("the environment contract", () => {
  it("has a schema for every variable that any function is given", () => {
    const functions: FunctionNeeds[] = [
      ...table.map(([, route]) => route),
      ...Object.values(backgroundFunctions),
    ];
    for (const needs of functions) {
      for (const name of variablesOf(needs)) expect(variables).toHaveProperty(name);
    }
  });

  it("gives every setting a default that its own schema accepts", () => {
    for (const [name, setting] of Object.entries(settings)) {
      expect(setting.schema.safeParse(setting.default).success, name).toBe(true);
    }
  });

  it("gives the sandbox no grant at all, and the secret to the worker alone", () => {
    expect(backgroundFunctions.sandbox.grants).toEqual([]);
    const readers = [...table, ...Object.entries<FunctionNeeds>(backgroundFunctions)]
      .filter(([, needs]) => needs.grants.includes("platform-secret:read"))
      .map(([name]) => name);
    expect(readers).toEqual(["worker"]);
  });

  it("grants no wildcard", () => {
    for (const { actions } of Object.values(grants)) {
      for (const action of actions) expect(action).toMatch(/^[a-z]+:[A-Za-z]+$/);
    }
  });
});
