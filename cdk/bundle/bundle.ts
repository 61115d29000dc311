import { join } from "node:path";
import { build as runEsbuild } from "esbuild";
import { builtinsByRequire } from "./builtins-by-require.ts";
import { usedPartsOnly } from "./used-parts.ts";

/** Bundles are ESM; parts of the AWS SDK still call `require`. */
const requireBanner =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/**
 * Ways to find credentials that the SDK imports only when the environment has none. Lambda's
 * environment has them always, and without these a function is about 100 KB smaller.
 */
const neverLoaded = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** One bundle: its source file relative to the repository, and its path without the ending. */
export interface BundleEntry {
  readonly in: string;
  readonly out: string;
}

/**
 * The bundles as they are deployed, by their paths, with their source maps below `source-maps/`.
 * Nothing is written; the metafile names the outputs `dist/<path>`.
 */
export async function bundle(root: string, entries: readonly BundleEntry[]) {
  const virtual = join(root, "dist");
  const { outputFiles, metafile } = await runEsbuild({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({ in: join(root, entry.in), out: entry.out })),
    outdir: virtual,
    outExtension: { ".js": ".mjs" },
    write: false,
    bundle: true,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    external: neverLoaded,
    plugins: [usedPartsOnly(root), builtinsByRequire],
    minify: true,
    // Lambda reports an error's `name`, which is its class's; minified it would say nothing.
    keepNames: true,
    legalComments: "none",
    // Escaped, the tables of letters in the parsers would take up to three times their bytes.
    charset: "utf8",
    banner: { js: requireBanner },
    // Larger than the code itself, so they lie beside the assets and not in them.
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "warning",
  });
  const outputs = outputFiles.map(
    ({ path, contents }) => [assetPath(path.slice(virtual.length + 1)), contents] as const,
  );
  return { outputs, metafile };
}

/** `get-node/index.mjs.map` goes to `source-maps/get-node/`, everything else stays. */
function assetPath(path: string): string {
  return path.endsWith(".map") ? join("source-maps", path) : path;
}
