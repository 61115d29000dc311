import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../app-error.ts";
import { startScript } from "./docs-page.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "start.js": "text/javascript; charset=utf-8",
};

/**
 * A script or style of the docs page. Only the names listed here exist; no path is ever built from
 * another one.
 * @throws AppError `not_found`
 */
export async function docsAsset(
  { name }: { name: string },
  { directory }: { directory: string },
): Promise<{ text: string; mediaType: string }> {
  const mediaType = Object.hasOwn(mediaTypes, name) ? mediaTypes[name] : undefined;
  if (mediaType === undefined) throw new AppError("not_found", "There is no such file here.");
  const text = name === "start.js" ? startScript : await readFile(join(directory, name), "utf8");
  return { text, mediaType };
}
