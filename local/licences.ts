import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";

/** An installed package, as the lock file knows it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression, by its own word. */
  readonly licence: string;
  /** Folder in the project. */
  readonly path: string;
  /** `production`: may be in what is deployed. `local`: the machine's own, for the local run. */
  readonly use: "production" | "local" | "development";
}

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
      optional: z.boolean().default(false),
    }),
  ),
});

/** All packages that the lock file names, whether or not this machine has them, by name. */
export function packagesOf(lockFile: string): Package[] {
  const { packages } = LockFile.parse(JSON.parse(lockFile));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, { version = "", license = "none", dev, devOptional, optional }]) => ({
      name: path.split("node_modules/").at(-1) ?? path,
      version,
      licence: license,
      path,
      use: useOf(dev || devOptional, optional),
    }))
    .sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

function useOf(isDevelopment: boolean, isOptional: boolean): Package["use"] {
  if (isDevelopment) return "development";
  return isOptional ? "local" : "production";
}

/** The page `docs/licences.md`. */
export function licencePage(packages: readonly Package[]): string {
  const used = (use: Package["use"]) => packages.filter((one) => one.use === use);
  return `# Licences

Written by \`npm run -s licences > docs/licences.md\` from \`package-lock.json\`; a test keeps it true and
refuses licences that are not on its list. Nodesmith itself is under the MIT licence.

## What may be in what is deployed

Of these a bundle holds what its function imports.

${table(used("production"))}

## What only the local run uses

Programs for this machine; none is deployed.

${table(used("local"))}

## What builds and tests

${counts(used("development"))}
`;
}

function table(packages: readonly Package[]): string {
  const seen = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  const rows = [...seen.values()].map(
    ({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`,
  );
  return ["| package | version | licence |", "|---|---|---|", ...rows].join("\n");
}

function counts(packages: readonly Package[]): string {
  const byLicence = Object.entries(Object.groupBy(packages, ({ licence }) => licence));
  const rows = byLicence
    .map(([licence, found = []]) => ({ licence, count: found.length }))
    .sort((a, b) => b.count - a.count || (a.licence < b.licence ? -1 : 1))
    .map(({ licence, count }) => `| ${licence} | ${count} |`);
  return ["| licence | packages |", "|---|---|", ...rows].join("\n");
}

async function main(): Promise<void> {
  const lockFile = await readFile(resolve(import.meta.dirname, "../package-lock.json"), "utf8");
  process.stdout.write(licencePage(packagesOf(lockFile)));
}

if (import.meta.main) await main();
