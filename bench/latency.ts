import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OperationName, type Route, routes } from "#schemas/routes.ts";
import { assemble } from "../cdk/assemble.ts";
import { startStack } from "../local/stack.ts";
import { quantile } from "./quantile.ts";

export interface LatencyRow {
  readonly operation: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Median over that of `GET /health` in the same run. */
  readonly ratio: number;
}

interface Sample {
  readonly body?: unknown;
  readonly path?: string;
  readonly prefer?: string;
}

/** What each operation is asked; `{id}` and `{n}` are put in. Every operation needs an entry. */
const samples: Readonly<Record<OperationName, Sample>> = {
  "generate-node": {
    body: { request: "Convert CSV text with a header row to an array of objects" },
  },
  "list-nodes": {},
  "get-node": {},
  "update-node": { body: { description: "Changed" } },
  "delete-node": {},
  "undelete-node": {},
  "duplicate-node": {},
  "test-node": { body: { inputs: { text: "name,age\nAda,36" } } },
  "verify-node": { body: {} },
  "check-node": {
    body: {
      name: "Double",
      execution_code:
        'async function execute(inputs) {\n  if (typeof inputs.n !== "number") throw new Error("n must be a number");\n  return { twice: inputs.n * 2 };\n}',
      input_schema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
      output_schema: { type: "object", properties: { twice: { type: "number" } } },
      tests: [
        { name: "two", inputs: { n: 2 }, expected: { twice: 4 } },
        { name: "zero", inputs: { n: 0 }, expected: { twice: 0 } },
        { name: "text", inputs: { n: "2" }, error: { matches: "n must be a number" } },
      ],
    },
  },
  "list-versions": {},
  "get-version": {},
  "restore-version": {},
  "get-job": {},
  "cancel-job": {},
  "get-job-events": {},
  "follow-job-events": { path: "/api/jobs/{id}/live?ticket={ticket}" },
  "get-transcript": {},
  "create-llm-config": { body: { provider: "ollama", model: "llama3.1" } },
  "check-llm-config-health": {},
  "refresh-config": {},
  "invalidate-cache": {},
  "get-cache-status": {},
  "list-providers": {},
  "list-llm-configs": {},
  "get-default-llm-config": {},
  "get-llm-config": {},
  "update-llm-config": { body: { temperature: 0.5 } },
  "delete-llm-config": {},
  "list-llm-config-audit": {},
  "get-usage": {},
  "get-health": {},
  "get-detailed-health": {},
  "get-openapi": {},
  "get-docs": {},
  "get-docs-asset": { path: "/docs/start.js" },
  // Last, since their jobs go on after the answer.
  "refine-node": {
    body: { feedback: "Also accept semicolons as separators" },
    prefer: "respond-async",
  },
  "generate-batch": { body: { requests: [{ request: "Convert CSV text to JSON" }] } },
};

/** Operations that end what they are measured on, so each call needs its opposite before. */
const opposites: Partial<Record<OperationName, OperationName>> = {
  "delete-node": "undelete-node",
  "undelete-node": "delete-node",
  "create-llm-config": "delete-llm-config",
  "delete-llm-config": "create-llm-config",
};

/** What must be undone before it is done, and not after. */
const undoneBefore: readonly OperationName[] = ["undelete-node", "delete-llm-config"];

/**
 * Warm latency of every operation through the local stack, permissions checked: median and 95th
 * percentile over `repeats` calls, one after the other, after five that are not counted.
 */
export async function latencies({
  repeats = 25,
}: {
  repeats?: number;
} = {}): Promise<LatencyRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "nodesmith-bench-"));
  const outdir = join(dataDir, "assembly");
  const { directory } = await assemble({ stage: "local", outdir, environment: {} });
  const stack = await startStack({ assembly: directory, dataDir, port: 0 });
  try {
    const token = await stack.issueToken({ subject: "bench", roles: ["admin"] });
    const call = caller(stack.url, token);
    const configs: string[] = [];
    const made = await call("generate-node", { configs });
    const job = { node: made.node.id, job: made.node.provenance.job_id, configs };
    const { eventsUrl } = JSON.parse(await call("get-job", job));
    const ids = { ...job, ticket: String(eventsUrl).split("ticket=")[1] };
    const rows = [];
    for (const operation of Object.keys(samples) as OperationName[]) {
      await provideConfig(operation, { call, ids });
      const times = await measure(operation, { call, ids, repeats });
      rows.push({ operation, p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) });
    }
    const base = rows.find(({ operation }) => operation === "get-health")?.p50Ms ?? Number.NaN;
    return rows.map((row) => ({ ...row, ratio: row.p50Ms / base }));
  } finally {
    await stack.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * A stored configuration answers every generation of its tenant, and the server of this one is not
 * there: a generation would be measured with three seconds of vain attempts.
 */
async function provideConfig(
  operation: OperationName,
  { call, ids }: { call: Call; ids: Ids },
): Promise<void> {
  if (!routes[operation].path.includes("/llm-config")) {
    while (ids.configs.length > 0) await call("delete-llm-config", ids);
  } else if (ids.configs.length === 0 && operation !== "create-llm-config") {
    await call("create-llm-config", ids);
  }
}

type Ids = {
  readonly node?: string;
  readonly job?: string;
  /** Opens the job's events. */
  readonly ticket?: string | undefined;
  /** Configurations there are, the newest last. */
  readonly configs: string[];
};
// biome-ignore lint/suspicious/noExplicitAny: answers of many kinds, of which two ids are read
type Call = (operation: OperationName, ids: Ids) => Promise<any>;

const caller =
  (url: string, token: string): Call =>
  async (operation, ids) => {
    const { method, path }: Route = routes[operation];
    const { body, prefer, path: samplePath = path } = samples[operation];
    const id = idFor(path, ids);
    const response = await fetch(
      `${url}${samplePath
        .replace("{id}", id ?? "")
        .replace("{n}", "1")
        .replace("{ticket}", ids.ticket ?? "")}`,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          "content-type": "application/json",
          ...(prefer === undefined ? {} : { prefer }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    const expected = expectedStatus(operation);
    if (response.status !== expected) {
      const came = `${response.status} ${text.slice(0, 500)}`;
      throw new Error(`${operation}: expected ${expected}, came ${came}`);
    }
    if (operation === "create-llm-config") ids.configs.push(JSON.parse(text).id);
    if (operation === "delete-llm-config") ids.configs.pop();
    return operation === "generate-node" ? JSON.parse(text) : text;
  };

/** Of a job that is not waited for, or the one that the table of routes names first. */
function expectedStatus(operation: OperationName): number {
  if (samples[operation].prefer === "respond-async") return 202;
  return Math.min(...Object.keys(routes[operation].answers).map(Number));
}

function idFor(path: string, { node, job, configs }: Ids): string | undefined {
  if (path.includes("/llm-config/")) return configs.at(-1);
  return path.includes("/jobs/") ? job : node;
}

const uncounted = 5;

async function measure(
  operation: OperationName,
  { call, ids, repeats }: { call: Call; ids: Ids; repeats: number },
): Promise<number[]> {
  const opposite = opposites[operation];
  const times: number[] = [];
  for (let round = -uncounted; round < repeats; round += 1) {
    const isUndoneBefore = undoneBefore.includes(operation);
    if (isUndoneBefore && opposite) await call(opposite, ids);
    const started = performance.now();
    await call(operation, ids);
    if (round >= 0) times.push(performance.now() - started);
    if (!isUndoneBefore && opposite) await call(opposite, ids);
  }
  return times;
}
