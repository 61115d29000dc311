import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { licencePage, type Package, packagesOf } from "../../local/licences.ts";

const registry = "https://registry.npmjs.org/";
const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFile(resolve(root, path), "utf8");
const packages = packagesOf(await read("package-lock.json"));

/** Ask no more than that their text is kept. */
const permissive = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
];

/** Further ones of tools that build and test, with the reason; nothing of them is passed on. */
const ofTools: Readonly<Record<string, string>> = {
  "MPL-2.0": "asks for changes of its own files only, which nobody makes",
  "PSF-2.0": "permissive",
};

/** One of a choice is enough. */
const isAllowed = (allowed: readonly string[], licence: string) =>
  licence
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((one) => allowed.includes(one));

const refused = (found: readonly Package[], allowed: readonly string[]) =>
  found
    .filter(({ licence }) => !isAllowed(allowed, licence))
    .map((one) => `${one.name} ${one.licence}`);

describe("the licence of every package", () => {
  const tools = packages.filter(({ use }) => use === "development");
  const others = packages.filter(({ use }) => use !== "development");

  it("is permissive where it may be deployed or runs with the product", () => {
    expect(others.length).toBeGreaterThan(50);
    expect(refused(others, permissive)).toEqual([]);
  });

  it("is on the list where it builds and tests", () => {
    expect(refused(tools, [...permissive, ...Object.keys(ofTools)])).toEqual([]);
  });

  it("would be refused if it were not on the list, or none", () => {
    const [one] = packages;
    if (!one) throw new Error("no package");
    const unlike = ["GPL-3.0", "(GPL-2.0 OR AGPL-3.0)", "none", "SEE LICENSE IN LICENSE.md"];
    const found = unlike.map((licence) => ({ ...one, licence }));
    expect(refused(found, permissive)).toHaveLength(4);
  });

  it("is what the installed package says of itself", async () => {
    const Manifest = z.object({ version: z.string(), license: z.string() });
    const installed = packages.filter(({ path }) => existsSync(resolve(root, path)));
    expect(installed.length).toBeGreaterThan(200);
    for (const { path, version, licence } of installed) {
      const manifest = Manifest.parse(JSON.parse(await read(`${path}/package.json`)));
      expect({ path, ...manifest }).toMatchObject({ version, license: licence });
    }
  });

  it("is in docs/licences.md", async () => {
    expect(await read("docs/licences.md"), "npm run -s licences > docs/licences.md").toBe(
      licencePage(packages),
    );
  });
});

describe("the installation", () => {
  it("runs no script of any package", async () => {
    expect(await read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });

  it("takes every package from the registry, with a checksum, or as a part of another", async () => {
    const LockFile = z.object({
      packages: z.record(
        z.string(),
        z.object({
          resolved: z.string().optional(),
          integrity: z.string().optional(),
          inBundle: z.boolean().default(false),
        }),
      ),
    });
    const { packages: locked } = LockFile.parse(JSON.parse(await read("package-lock.json")));
    for (const [path, { resolved, integrity, inBundle }] of Object.entries(locked)) {
      if (path === "" || inBundle) continue;
      // Where it is left out, it is the registry that npm is set to.
      expect(resolved ?? registry, path).toContain(registry);
      expect(integrity, path).toMatch(/^sha512-/);
    }
  });
});
