import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { missingNames } from "#schemas/sandbox.ts";
import { sandboxRequest, useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { send } = useSandbox();

/** There for the language's own sake; the checks before a run advise against them all the same. */
const present = ["globalThis", "eval", "Function", "Reflect", "Proxy"];

const reading = (name: string) => `const read = () => ${name};
  async function execute() { return { kind: typeof read() }; }`;

test("a name that is missing is told with what to use instead, in a run", async () => {
  const names = [...missingNames.keys()];
  const request = sandboxRequest("");
  const told = [];
  for (const chunk of [names.slice(0, 25), names.slice(25)]) {
    const { replies } = await send({
      ...request,
      variants: chunk.map(reading),
      runs: chunk.map((_, variant) => ({ inputs: {}, variant })),
    });
    told.push(...replies.map(({ status, error }) => error?.message ?? status));
  }
  const expected = [...missingNames].map(([name, instead]) =>
    present.includes(name) ? "success" : `${name} is not available here: ${instead}`,
  );
  expect(told).toEqual(expected);
});

test("the page about the language has the same names and replacements", async () => {
  const page = await readFile("docs/node-language.md", "utf8");
  const [, table = ""] = page.split("## What is missing");
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual([...missingNames].map(([name, instead]) => `| \`${name}\` | ${instead} |`));
});
