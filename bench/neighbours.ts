import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "../cdk/assemble.ts";
import { type Stack, startStack } from "../local/stack.ts";
import { quantile } from "./quantile.ts";

export interface NeighboursResult {
  readonly runs: number;
  readonly quietP95Ms: number;
  /** The same calls, while another tenant's node loops for ever, again and again. */
  readonly besideLoopP95Ms: number;
  readonly ratio: number;
  /** How many times the looping node was ended meanwhile. */
  readonly loopsEnded: number;
}

const neighbours = 10;
const request = "Convert CSV text with a header row to an array of objects";

/** A tenant with one node. */
interface Tenant {
  readonly call: (method: string, path: string, body: unknown) => Promise<Answer>;
  readonly path: string;
  readonly code: string;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of three kinds, of which a few fields are read
type Answer = any;

/**
 * 95th percentile of test runs of ten tenants, one after the other, through the local stack: in
 * quiet, and beside a tenant whose node loops. Every tenant's environment is warm, as each has its
 * own and Lambda has room for all.
 */
export async function neighboursOfALoop({ rounds = 15 } = {}): Promise<NeighboursResult> {
  const dataDir = await mkdtemp(join(tmpdir(), "nodesmith-neighbours-"));
  const outdir = join(dataDir, "assembly");
  const { directory } = await assemble({ stage: "local", outdir, environment: {} });
  const environments = { perFunction: neighbours + 2, inAll: 64, idleSeconds: 600 };
  const stack = await startStack({ assembly: directory, dataDir, port: 0, environments });
  try {
    const names = Array.from({ length: neighbours }, (_, index) => `neighbour-${index}`);
    const tenants: Tenant[] = [];
    for (const name of names) tenants.push(await tenant(stack, name));
    const mallory = await tenant(stack, "mallory");
    await makeLooping(mallory);
    await measure(tenants, 1);

    const quiet: number[] = [];
    const beside: number[] = [];
    let loopsEnded = 0;
    for (let half = 0; half < 2; half += 1) {
      quiet.push(...(await measure(tenants, rounds)));
      const state = { over: false, loopsEnded: 0 };
      const looping = loopUntilOver(mallory, state);
      beside.push(...(await measure(tenants, rounds)));
      state.over = true;
      await looping;
      loopsEnded += state.loopsEnded;
    }
    return {
      runs: quiet.length,
      quietP95Ms: quantile(quiet, 0.95),
      besideLoopP95Ms: quantile(beside, 0.95),
      ratio: quantile(beside, 0.95) / quantile(quiet, 0.95),
      loopsEnded,
    };
  } finally {
    await stack.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function tenant(stack: Stack, subject: string): Promise<Tenant> {
  const token = await stack.issueToken({ subject });
  const call = async (method: string, path: string, body: unknown): Promise<Answer> => {
    const response = await fetch(`${stack.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  const { node } = await call("POST", "/api/generated-nodes/generate", { request });
  return { call, path: `/api/generated-nodes/${node.id}`, code: node.execution_code };
}

const test = ({ call, path }: Tenant): Promise<Answer> =>
  call("POST", `${path}/test`, { inputs: { text: "name,age\nAda,36" } });

/** A loop at the beginning of the node's own code, which the checks cannot tell from one that ends. */
async function makeLooping({ call, path, code }: Tenant): Promise<void> {
  const loop = "let n = 0;\n  while (n !== inputs.text) n += 1;";
  const looping = code.replace(/(function execute\([^)]*\)\s*\{)/, `$1\n  ${loop}`);
  await call("PUT", path, { execution_code: looping, tests: [] });
}

async function loopUntilOver(
  mallory: Tenant,
  state: { over: boolean; loopsEnded: number },
): Promise<void> {
  while (!state.over) {
    const { result } = await test(mallory);
    if (result.status !== "timeout") throw new Error(`the loop ended as ${result.status}`);
    state.loopsEnded += 1;
  }
}

async function measure(tenants: readonly Tenant[], rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const one of tenants) {
      const started = performance.now();
      const { result } = await test(one);
      times.push(performance.now() - started);
      if (result.status !== "success") throw new Error(`a run ended as ${result.status}`);
    }
  }
  return times;
}
