import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "../cdk/build.ts";

export interface SizeRow {
  readonly name: string;
  /** Bytes of the function's minified code. */
  readonly codeBytes: number;
  readonly codeGzipBytes: number;
  /** Bytes of all that is deployed, with engines, pages and prompts. */
  readonly assetBytes: number;
}

const compress = promisify(gzip);

/** How large each function is, largest code first. */
export async function bundleSizes(): Promise<SizeRow[]> {
  const { outdir, functions } = await build();
  const rows = await Promise.all(functions.map((name) => sizeOf(name, join(outdir, name))));
  return rows.sort((a, b) => b.codeBytes - a.codeBytes);
}

async function sizeOf(name: string, directory: string): Promise<SizeRow> {
  const files = await Promise.all(
    (await readdir(directory)).map(async (file) => {
      const contents = await readFile(join(directory, file));
      const isCode = file.endsWith(".mjs");
      return {
        bytes: contents.length,
        code: isCode ? contents.length : 0,
        gzip: isCode ? (await compress(contents)).length : 0,
      };
    }),
  );
  const sum = (part: "bytes" | "code" | "gzip") =>
    files.reduce((total, file) => total + file[part], 0);
  return { name, codeBytes: sum("code"), codeGzipBytes: sum("gzip"), assetBytes: sum("bytes") };
}
