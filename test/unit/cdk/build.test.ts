import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCompiledPrompts } from "#shared/patterns/prompt-versions.ts";
import { build } from "../../../cdk/build.ts";
import { functionEntries, requireEntries } from "../../../cdk/bundle/entry-points.ts";
import { writeFiles } from "../../../cdk/bundle/write-files.ts";
import { fingerprint } from "../../../cdk/fingerprint.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "build-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

describe("the build", () => {
  it("gives every function its folder, with the files it reads beside it", async () => {
    const { outdir, functions } = await build();
    for (const name of functions) expect(existsSync(join(outdir, name, "index.mjs"))).toBe(true);
    expect(await readdir(join(outdir, "sandbox"))).toEqual(
      expect.arrayContaining(["index.mjs", "worker.mjs", "engine.wasm", "prelude.bytecode"]),
    );
    expect(await readdir(join(outdir, "get-docs-asset"))).toEqual(
      expect.arrayContaining(["swagger-ui.css", "swagger-ui-bundle.js"]),
    );
    const prompts = JSON.parse(await readFile(join(outdir, "worker/prompts.json"), "utf8"));
    expect(parseCompiledPrompts(prompts).patterns.length).toBeGreaterThan(0);
  });

  it("keeps source maps out of what is deployed", async () => {
    const { outdir, functions } = await build();
    for (const name of functions) {
      const deployed = await readdir(join(outdir, name));
      expect(deployed.filter((file) => file.endsWith(".map"))).toEqual([]);
      expect(existsSync(join(outdir, "source-maps", name, "index.mjs.map"))).toBe(true);
    }
  });

  it("gives the same bytes for the same tree, and skips a tree it has built", async () => {
    const first = await build();
    const second = await build({ outdir: directory });
    for (const path of await readdir(directory, { recursive: true })) {
      if (!(await stat(join(directory, path))).isFile()) continue;
      const [one, other] = await Promise.all(
        [first.outdir, directory].map((outdir) => readFile(join(outdir, path))),
      );
      expect(one?.equals(other ?? bytes(""))).toBe(true);
    }
    expect(second.cached).toBe(false);
    expect((await build({ outdir: directory })).cached).toBe(true);
  }, 60_000);
});

describe("an entry file that is missing", () => {
  it("is named, with the function it is of", () => {
    const entries = [{ name: "get-node", bundles: { index: "functions/api/get-node.ts" } }];
    expect(() => requireEntries(directory, entries)).toThrow(
      "These entry files are missing:\n  functions/api/get-node.ts (entry of get-node)",
    );
  });

  it("is one of those the tables name", () => {
    const files = functionEntries().flatMap(({ bundles }) => Object.values(bundles));
    expect(files).toContain("functions/api/get-node.ts");
    expect(files).toContain("functions/worker/handler.ts");
    expect(files).toContain("functions/sandbox/worker.ts");
  });
});

describe("writing a build", () => {
  it("removes what no longer belongs to it and leaves what is the same alone", async () => {
    await writeFiles(
      directory,
      new Map([
        ["a/index.mjs", bytes("a")],
        ["b/index.mjs", bytes("b")],
      ]),
    );
    const { mtimeMs } = await stat(join(directory, "a/index.mjs"));
    await writeFiles(directory, new Map([["a/index.mjs", bytes("a")]]));
    expect((await stat(join(directory, "a/index.mjs"))).mtimeMs).toBe(mtimeMs);
    expect(existsSync(join(directory, "b/index.mjs"))).toBe(false);
  });

  it("leaves whole files when two write at once", async () => {
    const contents = bytes("x".repeat(1 << 20));
    const files = new Map([["a/index.mjs", contents]]);
    await Promise.all([1, 2, 3, 4].map(() => writeFiles(directory, files)));
    expect(await readdir(join(directory, "a"))).toEqual(["index.mjs"]);
    expect((await readFile(join(directory, "a/index.mjs"))).equals(contents)).toBe(true);
  });
});

describe("the fingerprint of a tree", () => {
  const folders = ["cdk", "functions", "prompts", "schemas", "shared"];
  const files = ["package.json", "package-lock.json", "tsconfig.json"];

  beforeEach(async () => {
    await Promise.all(folders.map((folder) => mkdir(join(directory, folder))));
    await Promise.all(files.map((file) => writeFile(join(directory, file), "{}")));
  });

  it("changes with content, with a name, and with what it is asked for", async () => {
    const empty = await fingerprint(directory);
    expect(await fingerprint(directory)).toBe(empty);
    expect(await fingerprint(directory, "prod")).not.toBe(empty);
    await writeFile(join(directory, "shared/a.ts"), "1");
    const one = await fingerprint(directory);
    await writeFile(join(directory, "shared/a.ts"), "2");
    const changed = await fingerprint(directory);
    await rm(join(directory, "shared/a.ts"));
    await writeFile(join(directory, "shared/b.ts"), "2");
    expect(new Set([empty, one, changed, await fingerprint(directory)]).size).toBe(4);
  });
});
