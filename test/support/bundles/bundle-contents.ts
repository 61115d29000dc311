import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BuildResult } from "../../../cdk/build.ts";

/** What of the repository and of packages ended up in a function, all its bundles together. */
export interface BundleContents {
  readonly name: string;
  /** Own files, as paths from the repository. */
  readonly files: readonly string[];
  /** Names of packages. */
  readonly packages: readonly string[];
  /** Modules that are left to the run time, and how they are asked for. */
  readonly external: readonly { readonly path: string; readonly kind: string }[];
  /** Bytes of the bundles. */
  readonly codeBytes: number;
  /** Bytes of everything that is deployed with it. */
  readonly assetBytes: number;
}

export function bundleContents({ outdir, metafile }: BuildResult, name: string): BundleContents {
  const outputs = Object.entries(metafile.outputs).filter(
    ([path]) => path.startsWith(`dist/${name}/`) && path.endsWith(".mjs"),
  );
  const inputs = outputs.flatMap(([, output]) =>
    Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
  const imports = outputs.flatMap(([, output]) => output.imports);
  return {
    name,
    files: unique(inputs.filter((path) => !path.includes("node_modules/") && !isMade(path))),
    packages: unique(inputs.flatMap(packageOf)),
    external: imports.filter(({ external }) => external),
    codeBytes: outputs.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    assetBytes: bytesBelow(join(outdir, name)),
  };
}

/** Not a file but made while bundling, e.g. `by-require:node:http`. */
const isMade = (path: string) => /^[a-z-]+:/.test(path);

const packageOf = (path: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [];

const unique = (names: readonly string[]) => [...new Set(names)].sort();

function bytesBelow(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size)
    .reduce((sum, size) => sum + size, 0);
}
