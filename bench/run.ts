import { parseArgs } from "node:util";

type Row = object;

/** Each suite is loaded when it is run, so that one does not wait for the imports of all. */
const suites: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  sizes: async () => (await import("./sizes.ts")).bundleSizes(),
  cold: async () => (await import("./cold.ts")).coldImports(),
  dynamodb: async () => (await import("./dynamodb.ts")).dynamodbAccesses(),
  latency: async () => (await import("./latency.ts")).latencies(),
};

/** Prints a table a suite, or with `--json` one object with the rows of all. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const chosen = positionals.length > 0 ? positionals : Object.keys(suites);
  const results: Record<string, readonly Row[]> = {};
  for (const name of chosen) {
    const suite = suites[name];
    if (suite === undefined) {
      throw new Error(`no suite ${name}; there are ${Object.keys(suites).join(", ")}`);
    }
    results[name] = (await suite()).map(rounded);
    if (values.json) continue;
    console.log(`\n${name}`);
    console.table(results[name]);
  }
  if (values.json) console.log(JSON.stringify(results));
}

const rounded = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === "number" ? Math.round(value * 100) / 100 : value,
    ]),
  );

await main();
