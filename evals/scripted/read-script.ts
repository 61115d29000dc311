import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StopReason } from "#shared/providers/provider.ts";
import type { Turn } from "./scripted-provider.ts";

/** A folder per case; in it `1.md`, `2.md`, … or, where a reply did not end well, `1.max_tokens.md`. */
const repliesDirectory = join(import.meta.dirname, "../replies");

const stops: readonly StopReason[] = [
  "complete",
  "max_tokens",
  "context_exceeded",
  "refusal",
  "content_filter",
  "interrupted",
  "other",
];

/** A reply that is far too long to lie in a file. */
const hugeReply = (): Turn => ({
  text: `\`\`\`json\n{"name": "${"and so on, ".repeat(210_000)}`,
  stop: "complete",
});

const made: Readonly<Record<string, () => readonly Turn[]>> = {
  "huge-reply": () => [hugeReply()],
};

/** The replies of a case, in order. @throws Error where there are none, or a file has another name */
export async function readScript(id: string): Promise<readonly Turn[]> {
  const own = made[id];
  if (own !== undefined) return own();
  const folder = join(repliesDirectory, id);
  if (!existsSync(folder)) throw new Error(`the case ${id} has no scripted replies`);
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => ({
      text: await readFile(join(folder, name), "utf8"),
      stop: stopOf(name),
    })),
  );
}

/** Names of all that has replies. */
export const scriptedIds = async (): Promise<string[]> => [
  ...(await readdir(repliesDirectory)),
  ...Object.keys(made),
];

function stopOf(name: string): StopReason {
  const [, word] = /^\d(?:\.([a-z_]+))?\.md$/.exec(name) ?? [undefined, ""];
  const stop = stops.find((one) => one === (word ?? "complete"));
  if (stop === undefined) throw new Error(`a scripted reply cannot be called ${name}`);
  return stop;
}
