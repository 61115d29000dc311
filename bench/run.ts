import { CannotStart, exitWith } from "../local/cannot-start.ts";
import { commandArguments } from "../local/command-arguments.ts";

type Row = object;

/** Each suite is loaded when it is run, so that one does not wait for the imports of all. */
const suites: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  sizes: async () => (await import("./sizes.ts")).bundleSizes(),
  cold: async () => (await import("./cold.ts")).coldImports(),
  dynamodb: async () => (await import("./dynamodb.ts")).dynamodbAccesses(),
  resolution: async () => (await import("./resolution.ts")).resolutionCosts(),
  latency: async () => (await import("./latency.ts")).latencies(),
  neighbours: async () => [await (await import("./neighbours.ts")).neighboursOfALoop()],
  generation: async () => (await import("./generation.ts")).generationFigures(),
  sandbox: async () => (await import("./sandbox.ts")).sandboxFigures(),
};

const suiteNames = Object.keys(suites).join(", ");
const usage = `usage: npm run -s bench -- [suite]... [--json]\nsuites: ${suiteNames}`;

/** Prints a table a suite, or with `--json` one object with the rows of all. */
async function main(): Promise<void> {
  const { values, positionals } = commandArguments(usage, {
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const chosen = positionals.length > 0 ? positionals : Object.keys(suites);
  const results: Record<string, readonly Row[]> = {};
  for (const [name, suite] of chosen.map(findSuite)) {
    results[name] = (await suite()).map(rounded);
    if (values.json) continue;
    console.log(`\n${name}`);
    console.table(results[name]);
  }
  if (values.json) console.log(JSON.stringify(results));
}

function findSuite(name: string) {
  const suite = suites[name];
  if (suite !== undefined) return [name, suite] as const;
  throw new CannotStart(`there is no suite ${name}; there are: ${suiteNames}\n${usage}`);
}

const rounded = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === "number" ? Math.round(value * 100) / 100 : value,
    ]),
  );

main().catch(exitWith);
