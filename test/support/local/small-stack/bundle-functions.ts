import { basename, join } from "node:path";
import { build } from "esbuild";

/** The bundled code of each function, by name, as files of an asset. */
export async function bundleFunctions<Name extends string>(
  names: readonly Name[],
): Promise<Record<string, Record<string, string>>> {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => join(import.meta.dirname, `functions/${name}.ts`)),
    outdir: "out",
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  return Object.fromEntries(
    outputFiles.map(({ path, text }) => [basename(path, ".js"), { "index.cjs": text }]),
  );
}
