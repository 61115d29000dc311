import { describe, expect, it } from "vitest";
import * as z from "zod";
import { variablesOf } from "#schemas/environment.ts";
import { backgroundFunctions, type FunctionNeeds } from "#schemas/functions.ts";
import { routes } from "#schemas/routes.ts";
import { type Setting, settings } from "#schemas/settings.ts";
import { pascalCase } from "../../../cdk/constructs/readable-stack.ts";
import { parameterName } from "../../../cdk/parameters.ts";
import {
  ofType,
  resource,
  synthesizedTemplates,
  type Template,
} from "../../support/cdk/templates.ts";

const { service } = synthesizedTemplates();
const { service: local } = synthesizedTemplates({ stage: "local" });

const Variables = z.object({ Variables: z.record(z.string(), z.json()) });

function variablesIn(template: Template, name: string) {
  const { Properties } = resource(template, `${pascalCase(name)}Function`);
  return Variables.catch({ Variables: {} }).parse(Properties.Environment).Variables;
}

const functions: [string, FunctionNeeds][] = Object.entries({ ...routes, ...backgroundFunctions });

describe.each(functions)("the function %s", (name, needs) => {
  const { Properties } = resource(service, `${pascalCase(name)}Function`);

  it("runs as declared, with a log group of its own", () => {
    expect(Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Timeout: needs.timeoutSeconds,
      MemorySize: needs.memoryMb,
      LoggingConfig: { LogFormat: "JSON", LogGroup: { Ref: `${pascalCase(name)}Logs` } },
    });
  });

  it("is told what it declares and nothing else", () => {
    expect(Object.keys(variablesIn(local, name)).sort()).toEqual(variablesOf(needs).sort());
  });

  it("stays below the 4 KB that Lambda takes of environment", () => {
    // What is only known when deploying counts as long as an address or setting may well be.
    const size = Object.entries(variablesIn(local, name)).map(([key, value]) =>
      typeof value === "string" ? key.length + value.length : key.length + longestOf(key),
    );
    expect(size.reduce((sum, one) => sum + one, 0)).toBeLessThan(4_096);
  });
});

describe("the functions", () => {
  it("are those of the tables", () => {
    const names = ofType(service, "AWS::Lambda::Function").map(([id]) => id);
    expect(names.sort()).toEqual(functions.map(([name]) => `${pascalCase(name)}Function`).sort());
  });

  it("are shared by tenants, except the sandbox", () => {
    const isolated = ofType(service, "AWS::Lambda::Function").filter(
      ([, { Properties }]) => Properties.TenancyConfig !== undefined,
    );
    expect(isolated.map(([id]) => id)).toEqual(["SandboxFunction"]);
    expect(resource(service, "SandboxFunction").Properties.TenancyConfig).toEqual({
      TenantIsolationMode: "PER_TENANT",
    });
  });
});

describe("settings", () => {
  it("are parameters with their defaults, but for those that shape the template", () => {
    // Those that follow from the user pool are no parameters.
    const ofTokens = ["TOKEN_ISSUER", "TOKEN_JWKS_URI", "TOKEN_AUDIENCE", "ROLE_CLAIM"];
    const expected = Object.entries<Setting>(settings)
      .filter(([name]) => !ofTokens.includes(name))
      .filter(([, setting]) => !setting.synthesized && !setting.localOnly)
      .map(([name, setting]) => [parameterName(name), setting.default]);
    const found = Object.entries(service.Parameters).map(([name, { Default }]) => [name, Default]);
    expect(found).toEqual(expected);
  });

  it("that are for the local run only, are in its template only", () => {
    expect(Object.keys(local.Parameters)).toContain("SandboxHostOverrides");
    expect(Object.keys(service.Parameters)).not.toContain("SandboxHostOverrides");
    expect(variablesIn(service, "sandbox")).toEqual({});
  });

  it("with a closed list of values let the deployment check them", () => {
    expect(service.Parameters.LogLevel?.AllowedValues).toEqual([
      "debug",
      "info",
      "warn",
      "error",
      "silent",
    ]);
    expect(service.Parameters.LlmProvider?.AllowedValues).toContain("");
    expect(service.Parameters.ClaudeModel?.AllowedValues).toBeUndefined();
  });
});

/** A number, or one of a closed list, takes less than an address. */
const longestOf = (key: string): number => {
  const setting = Object.entries(settings).find(([name]) => name === key)?.[1];
  if (setting?.schema.def.type === "number") return 20;
  const choices = service.Parameters[parameterName(key)]?.AllowedValues;
  return Array.isArray(choices) ? Math.max(...choices.map((choice) => String(choice).length)) : 200;
};
