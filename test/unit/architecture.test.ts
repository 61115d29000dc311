import { describe, expect, it } from "vitest";
import {
  clientsMadeLoading,
  importsOf,
  parseSource,
  readsEnvironment,
  type SourceFile,
  sourceFiles,
} from "../support/architecture/source-files.ts";

/**
 * Who may import whom. The first rule whose folder or file fits a path is the one that holds; an
 * entry that ends in `/` stands for everything below it.
 */
interface Rule {
  readonly of: string;
  readonly may: readonly string[];
  /** Exceptions from `may`. */
  readonly mayNot?: readonly string[];
}

const stackTables = [
  "routes",
  "functions",
  "grants",
  "metrics",
  "settings",
  "environment",
  "problem",
];

const rules: readonly Rule[] = [
  { of: "schemas/openapi.ts", may: ["schemas/", "zod", "zod-openapi"] },
  { of: "schemas/", may: ["schemas/", "zod"] },
  {
    of: "shared/network/",
    may: [
      "shared/network/",
      "node:net",
      "node:dns/promises",
      "node:http",
      "node:https",
      "node:stream",
    ],
  },
  {
    of: "shared/aws/",
    may: ["schemas/", "shared/", "@aws-sdk/", "aws-lambda", "zod", "node:"],
    mayNot: ["shared/http/"],
  },
  {
    of: "shared/http/",
    may: ["schemas/", "shared/", "@middy/core", "@middy/core/", "aws-lambda", "zod", "node:"],
    mayNot: ["shared/aws/"],
  },
  {
    of: "shared/providers/",
    may: [
      "schemas/",
      "shared/",
      "@anthropic-ai/sdk/",
      "openai",
      "openai/",
      "acorn",
      "acorn-walk",
      "zod",
      "node:crypto",
      "node:util",
    ],
    mayNot: ["shared/aws/", "shared/http/"],
  },
  {
    // Reads the prompts when building; nothing that is deployed imports it.
    of: "shared/patterns/compile-prompts.ts",
    may: ["shared/patterns/", "node:"],
  },
  {
    of: "shared/",
    may: [
      "schemas/",
      "shared/",
      "@cfworker/json-schema",
      "acorn",
      "acorn-walk",
      "eslint-scope",
      "htmlparser2",
      "jose",
      "jsonrepair",
      "liquidjs",
      "minisearch",
      "yaml",
      "zod",
      "node:crypto",
      // Strips types from code, as Node itself does; no file is read.
      "node:module",
    ],
    mayNot: ["shared/aws/", "shared/http/", "shared/patterns/compile-prompts.ts"],
  },
  {
    // All that knows the engine, so that it can be exchanged.
    of: "functions/sandbox/engine/",
    may: ["functions/sandbox/", "quickjs-wasi"],
  },
  {
    of: "functions/sandbox/",
    may: [
      "functions/sandbox/",
      "schemas/sandbox.ts",
      "schemas/sandbox-bounds.ts",
      "schemas/sandbox-missing-names.ts",
      "shared/network/",
      "aws-lambda",
      "zod",
      "node:",
    ],
  },
  ...["api", "authorizer", "config-refresh", "worker", "sweeper", "node-purge", "services"].map(
    (name) => ({
      of: `functions/${name}/`,
      may: [
        `functions/${name}/`,
        "functions/services/",
        "schemas/",
        "shared/",
        "@aws-sdk/",
        "aws-lambda",
        "jose",
        "node:",
        "zod",
      ],
    }),
  ),
  {
    of: "cdk/",
    may: [
      "cdk/",
      ...stackTables.map((name) => `schemas/${name}.ts`),
      "aws-cdk-lib",
      "aws-cdk-lib/",
      "cdk-nag",
      "constructs",
      "esbuild",
      "node:",
      "zod",
    ],
  },
  {
    of: "local/",
    may: [
      "local/",
      "cdk/",
      "schemas/",
      "shared/",
      "@aws-sdk/",
      "esbuild",
      "fauxqs",
      "jose",
      "node:",
      "zod",
    ],
  },
];

const files = await sourceFiles();
const deployed = files.filter(({ path }) => /^(schemas|shared|functions)\//.test(path));

const covers = (entry: string, name: string) =>
  entry.endsWith("/") || entry.endsWith(":") ? name.startsWith(entry) : name === entry;

function allows({ may, mayNot = [] }: Rule, name: string): boolean {
  const excepted = mayNot.some((entry) => covers(entry, name));
  return may.some((entry) => covers(entry, name)) && !excepted;
}

function forbiddenImports({ path, imports }: SourceFile): string[] {
  const rule = rules.find(({ of }) => covers(of, path));
  if (!rule) return [];
  return imports.filter((name) => !allows(rule, name)).map((name) => `${path} imports ${name}`);
}

describe("imports", () => {
  it("go only where a folder's rule lets them", () => {
    expect(files.flatMap(forbiddenImports)).toEqual([]);
  });

  it("have a rule for every folder that is deployed, deploys or runs it", () => {
    const ruled = files.filter(({ path }) => !/^(test|bench|evals)\//.test(path));
    const unruled = ruled.filter(({ path }) => !rules.some(({ of }) => covers(of, path)));
    expect(unruled.map(({ path }) => path)).toEqual([]);
  });

  it("never lead into the local run, the benchmarks, the evals or the tests from outside", () => {
    const outside = files.filter(({ path }) => !/^(local|test|bench|evals)\//.test(path));
    const inward = outside.flatMap(({ path, imports }) =>
      imports
        .filter((name) => /^(local|test|bench|evals)\//.test(name))
        .map((name) => `${path} ${name}`),
    );
    expect(inward).toEqual([]);
  });

  it("take zod as a namespace: by name the whole library would be bundled", () => {
    const bundled = files.filter(({ path }) => !path.startsWith("test/"));
    const named = bundled.filter(({ text }) => /^import \{[^}]*\} from "zod"/m.test(text));
    expect(named.map(({ path }) => path)).toEqual([]);
  });
});

describe("loading a file", () => {
  it("reads no environment", () => {
    // Starts its engine where Lambda initialises, so that no first caller has to wait for it.
    const mayStart = ["functions/sandbox/handler.ts"];
    const rest = deployed.filter(({ path }) => !mayStart.includes(path));
    const readers = rest.filter(({ program }) => readsEnvironment(program, "loading"));
    expect(readers.map(({ path }) => path)).toEqual([]);
  });

  it("makes no client", () => {
    const makers = deployed.filter(({ program }) => clientsMadeLoading(program).length > 0);
    expect(makers.map(({ path }) => path)).toEqual([]);
  });
});

describe("the domain", () => {
  const edges = ["shared/aws/", "shared/http/"];
  const domain = files.filter(
    ({ path }) => /^(schemas|shared)\//.test(path) && !edges.some((edge) => path.startsWith(edge)),
  );

  it("never reads the environment", () => {
    const readers = domain.filter(({ program }) => readsEnvironment(program, "ever"));
    expect(readers.map(({ path }) => path)).toEqual([]);
  });
});

describe("what is deployed", () => {
  it("does not know of the local run", () => {
    const knowing = deployed.filter(({ text }) => /AWS_ENDPOINT_URL|isLocal|IS_LOCAL/.test(text));
    expect(knowing.map(({ path }) => path)).toEqual([]);
  });
});

describe("the engine of the sandbox", () => {
  const sandbox = files.filter(({ path }) => path.startsWith("functions/sandbox/"));
  const isEngine = ({ path }: SourceFile) => path.startsWith("functions/sandbox/engine/");

  it("is known in less than 300 lines", () => {
    const lines = sandbox.filter(isEngine).map(({ text }) => text.trimEnd().split("\n").length);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThan(300);
  });

  it("is named nowhere else", () => {
    const naming = sandbox.filter((file) => !isEngine(file) && /quickjs|qjs/i.test(file.text));
    expect(naming.map(({ path }) => path)).toEqual([]);
  });
});

describe("files", () => {
  it("have at most 300 lines", () => {
    const long = files.filter(({ text }) => text.trimEnd().split("\n").length > 300);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it("are named after what is in them", () => {
    const vague = /(^|[/.-])(utils?|helpers?|common|misc)([/.-]|$)/;
    expect(files.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  it("are named in kebab case", () => {
    const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)+[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
    expect(files.map(({ path }) => path).filter((path) => !kebab.test(path))).toEqual([]);
  });
});

describe("the reading of imports", () => {
  it("finds types, values, re-exports and imports at run time, and no text that looks like one", async () => {
    const program = await parseSource(`
import type { A } from "a";
import { type B, b } from "b";
export type { C } from "c";
export * from "d";
const text = 'import x from "no"';
export const lazy: () => Promise<unknown> = () => import("e");
`);
    expect(importsOf(program).sort()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("tells what runs on loading from what runs on call", async () => {
    const program = await parseSource("export const f = () => process.env.X;");
    expect(readsEnvironment(program, "ever")).toBe(true);
    expect(readsEnvironment(program, "loading")).toBe(false);
    expect(clientsMadeLoading(await parseSource("const c = new SQSClient({});"))).toEqual([
      "SQSClient",
    ]);
  });
});
