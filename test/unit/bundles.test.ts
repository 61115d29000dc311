import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { routes } from "#schemas/routes.ts";
import { build } from "../../cdk/build.ts";
import { bundleContents } from "../support/bundles/bundle-contents.ts";

const built = await build();
const all = built.functions.map((name) => bundleContents(built, name));
const contents = (name: string) => bundleContents(built, name);
const operations = all.filter(({ name }) => Object.hasOwn(routes, name));

const kilobytes = 1024;
const awsClients = (packages: readonly string[]) =>
  packages.filter((name) => name.startsWith("@aws-sdk/client-")).length;

const modelSdks = ["@anthropic-ai/sdk", "openai"];
const neverDeployed = [
  "aws-cdk-lib",
  "constructs",
  "cdk-nag",
  "esbuild",
  "fauxqs",
  "vitest",
  "yaml",
];

describe("no function", () => {
  it.each(neverDeployed)("holds %s", (name) => {
    const holders = all.filter(({ packages }) => packages.includes(name));
    expect(holders.map((bundle) => bundle.name)).toEqual([]);
  });

  it("holds code that deploys, runs locally or tests", () => {
    const foreign = all.flatMap(({ name, files }) =>
      files
        .filter((path) => !/^(functions|shared|schemas)\//.test(path))
        .map((path) => [name, path]),
    );
    expect(foreign).toEqual([]);
  });

  it("needs at run time what is not there, but for credentials of other places than Lambda", () => {
    const missing = all.flatMap(({ name, external }) =>
      external
        .filter(({ path }) => !isBuiltin(path))
        .filter(
          ({ path, kind }) => !(kind === "dynamic-import" && /credential-provider/.test(path)),
        )
        .map(({ path }) => [name, path]),
    );
    expect(missing).toEqual([]);
  });
});

describe.each(operations)("the operation $name", ({ name, packages, codeBytes }) => {
  it("holds no model's SDK: keys and models are the worker's alone", () => {
    expect(packages.filter((found) => modelSdks.includes(found))).toEqual([]);
  });

  it("is small enough to start quickly", () => {
    const clients = awsClients(packages);
    const plain = clients <= 1 ? 550 : 700 + 150 * (clients - 2);
    // They check code as the worker does, so they hold the parsers too.
    const ceiling = ["update-node", "check-node"].includes(name) ? 900 : plain;
    expect(codeBytes / kilobytes).toBeLessThanOrEqual(ceiling);
  });
});

describe("the sandbox", () => {
  const { files, packages, assetBytes } = contents("sandbox");

  it("holds its own files, the contract, the address rules, the engine and zod", () => {
    const allowed = /^(functions\/sandbox\/|shared\/network\/|schemas\/(sandbox|plain-json)\.ts$)/;
    expect(files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(packages.filter((name) => !["quickjs-wasi", "zod"].includes(name))).toEqual([]);
  });

  it("takes at most 2 MB with its engine", () => {
    expect(assetBytes / kilobytes).toBeLessThanOrEqual(2_048);
  });
});

describe("the authorizer", () => {
  const { packages, codeBytes } = contents("authorizer");

  it("takes at most 60 KB: every first request waits for it", () => {
    expect(codeBytes / kilobytes).toBeLessThanOrEqual(60);
  });

  it("holds no AWS client", () => {
    expect(awsClients(packages)).toBe(0);
  });
});

describe("the worker", () => {
  it("takes at most 1.6 MB", () => {
    expect(contents("worker").codeBytes / kilobytes).toBeLessThanOrEqual(1.6 * 1_024);
  });
});
