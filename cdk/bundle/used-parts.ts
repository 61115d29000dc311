import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/** Of one package, what is bundled of the folders that are otherwise left out. */
interface UsedParts {
  readonly name: string;
  /** Folders of the package of which nothing is bundled but `used`. */
  readonly folders: readonly string[];
  /** Files, or folders with a `/` at their end. */
  readonly used: readonly string[];
}

/**
 * The clients make every part of their API when they are made, so no bundler finds out that only
 * a few are called. Everything else in these folders is left out, also what a later version adds.
 */
const packages: readonly UsedParts[] = [
  {
    name: "openai",
    folders: ["auth", "lib", "resources"],
    used: [
      "lib/chat-completions/streaming.mjs",
      "resources/index.mjs",
      "resources/chat/index.mjs",
      "resources/chat/chat.mjs",
      "resources/chat/completions/index.mjs",
      "resources/chat/completions/completions.mjs",
      "resources/responses/index.mjs",
      "resources/responses/responses.mjs",
    ],
  },
  {
    name: "@anthropic-ai/sdk",
    // The resources hold the classes of errors, and the base client makes none of them.
    folders: ["lib"],
    used: ["lib/credentials/", "lib/internal/"],
  },
];

const runtime = join(import.meta.dirname, "left-out.ts");

/** Puts `leftOut` in place of all exports of what is not used; constants stay as they are. */
export function usedPartsOnly(root: string): Plugin {
  return {
    name: "used-parts-only",
    setup({ onLoad }) {
      for (const { name, folders, used } of packages) {
        requireUsed(join(root, "node_modules", name), used);
        const modules = modulesIn(name, folders);
        onLoad({ filter: modules }, async ({ path }) => {
          const file = modules.exec(path)?.[1] ?? "";
          if (used.some((part) => isPart(file, part))) return undefined;
          return { contents: await standIn(path, `${name}/${file}`), loader: "js" };
        });
      }
    },
  };
}

const modulesIn = (name: string, folders: readonly string[]): RegExp =>
  new RegExp(`/node_modules/${name}/((?:${folders.join("|")})/.*\\.mjs)$`);

const isPart = (file: string, part: string): boolean =>
  part.endsWith("/") ? file.startsWith(part) : file === part;

/** A new version may move what is used; then it must be named anew and not be missed at run time. */
function requireUsed(directory: string, used: readonly string[]): void {
  const missing = used.filter((part) => !existsSync(join(directory, part)));
  if (missing.length > 0) throw new Error(`Not in ${directory}: ${missing.join(", ")}`);
}

/** A module with the same exports as the one at `path`, which is loaded to know them. */
async function standIn(path: string, shownAs: string): Promise<string> {
  const module: object = await import(pathToFileURL(path).href);
  const lines = Object.entries(module).map(([name, value], index) => {
    const shown = JSON.stringify(`${name} of ${shownAs}`);
    const expression = isConstant(value)
      ? JSON.stringify(value)
      : `/* @__PURE__ */ leftOut(${shown})`;
    return `const part${index} = ${expression};\nexport { part${index} as ${name} };`;
  });
  return [`import { leftOut } from ${JSON.stringify(runtime)};`, ...lines].join("\n");
}

const isConstant = (value: unknown): boolean =>
  ["string", "number", "boolean"].includes(typeof value);
