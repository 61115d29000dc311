import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { NodeSummary } from "#schemas/node.ts";
import { assemble } from "../../cdk/assemble.ts";
import { type Stack, startStack } from "../../local/stack.ts";
import { watchMemory } from "./memory.ts";
import { startModelServer } from "./model-server.ts";
import { type LoadOptions, type TenantPlan, tenantPlans } from "./plan.ts";
import { askForNode, type Outcome } from "./user.ts";

export interface LoadResult {
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
  /** Nodes that the tenants' lists hold, whatever their jobs say. */
  readonly nodes: number;
  readonly modelCalls: number;
  readonly memoryMb: { readonly here: number; readonly functions: number };
}

/** What a job may take before it counts as lost; with the sweeper's minutes in it. */
const mostMinutes = 30;

/** Runs the plans against a stack of their own and a model on the loopback. */
export async function runLoad(
  options: LoadOptions,
  onProgress: (ended: number) => void,
): Promise<LoadResult> {
  const dataDir = await mkdtemp(join(tmpdir(), "nodesmith-load-"));
  await using model = await startModelServer(options.modelMs);
  const outdir = join(dataDir, "assembly");
  const { directory } = await assemble({ stage: "local", outdir, environment: {} });
  const stack = await startStack({
    assembly: directory,
    dataDir,
    port: 0,
    // A tenant's sandbox is its own, and Lambda has room for each; starting one takes longer than a run.
    environments: {
      perFunction: options.tenants + 4,
      inAll: 4 * options.tenants,
      idleSeconds: 300,
      waitSeconds: 60,
    },
    settings: {
      LLM_PROVIDER: "claude",
      CLAUDE_API_KEY: "load",
      ANTHROPIC_BASE_URL: model.url,
      LOG_LEVEL: "warn",
    },
  });
  const memory = watchMemory();
  try {
    const started = Date.now();
    const plans = tenantPlans(options);
    const outcomes: Outcome[] = [];
    const onEnded = (outcome: Outcome) => {
      outcomes.push(outcome);
      onProgress(outcomes.length);
    };
    await Promise.all(plans.map((plan) => runTenant({ plan, stack, options, onEnded })));
    const seconds = (Date.now() - started) / 1_000;
    const nodes = await countNodes(stack, plans);
    return { outcomes, seconds, nodes, modelCalls: model.requests.length, memoryMb: memory.stop() };
  } finally {
    memory.stop();
    await stack.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runTenant({
  plan,
  stack,
  options,
  onEnded,
}: {
  plan: TenantPlan;
  stack: Stack;
  options: LoadOptions;
  onEnded: (outcome: Outcome) => void;
}): Promise<void> {
  const { name: tenant, jobs, users } = plan;
  const token = await stack.issueToken({ subject: tenant, ttl: "2h" });
  const deadline = Date.now() + mostMinutes * 60_000;
  let next = 0;
  const user = async (index: number) => {
    await setTimeout((options.rampSeconds * 1_000 * index) / users);
    while (next < jobs) {
      const number = next;
      next += 1;
      const sendTwice = number % Math.round(1 / options.repeatShare) === 0;
      const key = `${tenant}-${number}`;
      onEnded(await askForNode({ url: stack.url, tenant, token, deadline, sendTwice, key }));
    }
  };
  await Promise.all(Array.from({ length: users }, (_, index) => user(index)));
}

const Summaries = z.array(NodeSummary);

async function countNodes(stack: Stack, plans: readonly TenantPlan[]): Promise<number> {
  let count = 0;
  for (const { name } of plans) {
    const token = await stack.issueToken({ subject: name });
    let next: string | undefined = "/api/generated-nodes?limit=100";
    while (next !== undefined) {
      const response: Response = await fetch(new URL(next, stack.url), {
        headers: { authorization: `Bearer ${token}` },
      });
      count += Summaries.parse(await response.json()).length;
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    }
  }
  return count;
}
