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
/** Of the folder that bundles, all that ends up in a bundle. */
const standsInForUnused = "cdk/bundle/left-out.ts";
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
        .filter((path) => path !== standsInForUnused)
        .map((path) => [name, path]),
    );
    expect(foreign).toEqual([]);
  });

  it("imports what loads more of Node than it needs", () => {
    const importing = all.filter(({ external }) =>
      external.some(
        ({ path, kind }) => /^(node:)?(https?|process)$/.test(path) && kind === "import-statement",
      ),
    );
    expect(importing.map(({ name }) => name)).toEqual([]);
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
    const allowed =
      /^(functions\/sandbox\/|shared\/network\/|schemas\/(sandbox[a-z-]*|plain-json)\.ts$)/;
    expect(files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(packages.filter((name) => !["quickjs-wasi", "zod"].includes(name))).toEqual([]);
  });

  it("starts its thread without the library of schemas", () => {
    const inputs = Object.keys(built.metafile.outputs["dist/sandbox/worker.mjs"]?.inputs ?? {});
    expect(inputs).toContain("functions/sandbox/worker.ts");
    expect(inputs.filter((path) => path.includes("node_modules/zod/"))).toEqual([]);
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
  const bytesOf = built.metafile.outputs["dist/worker/index.mjs"]?.inputs ?? {};
  // What is left out still has a line for each of its classes.
  const held = (folders: RegExp) =>
    Object.entries(bytesOf)
      .filter(([path, { bytesInOutput }]) => folders.test(path) && bytesInOutput > 250)
      .map(([path]) => path.replace(/.*node_modules\//, ""))
      .sort();

  it("holds of OpenAI's API only what it calls", () => {
    expect(held(/\/openai\/(auth|lib|resources)\//)).toEqual([
      "openai/lib/chat-completions/streaming.mjs",
      "openai/resources/chat/completions/completions.mjs",
      "openai/resources/responses/responses.mjs",
    ]);
  });

  it("holds none of Anthropic's helpers that collect a stream or run tools", () => {
    const others = held(/\/@anthropic-ai\/sdk\/lib\/(?!credentials\/|internal\/)/);
    expect(others).toEqual([]);
    expect(held(/\/@anthropic-ai\/sdk\/resources\//)).toContain(
      "@anthropic-ai/sdk/resources/messages/messages.mjs",
    );
  });

  it("takes at most 1.6 MB", () => {
    expect(contents("worker").codeBytes / kilobytes).toBeLessThanOrEqual(1.6 * 1_024);
  });
});
