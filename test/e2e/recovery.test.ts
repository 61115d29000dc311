import { afterEach, describe, expect, it } from "vitest";
import { identify } from "../../local/data-directory/process-identity.ts";
import {
  type ApiClient,
  apiClient,
  csvSentence,
  endedJob,
  generate,
} from "../support/api/api-client.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import { defaultUsage } from "../support/providers/scripted-reply.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { functionProcesses } from "../support/stack/function-processes.ts";
import { type SpawnedStack, spawnStack } from "../support/stack/spawn-stack.ts";
import { sweptUntilEnded } from "../support/stack/swept-jobs.ts";
import { startTestStack } from "../support/stack/test-stack.ts";

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const acceptAsync = async (client: ApiClient, request: string): Promise<string> => {
  const answer = await client.call("POST", "/api/generated-nodes/generate", {
    body: { request },
    headers: { prefer: "respond-async" },
  });
  expect(answer.status).toBe(202);
  return answer.json.job.id;
};

describe("kill -9 of the whole stack", () => {
  it("loses nothing that was written, leaves no process, and a queued job completes", async () => {
    const settings = { JOB_LEASE_SECONDS: "3" };
    const first = await spawnStack({ settings });
    open.push(first);
    const ada = await apiClient(first, "ada");
    const node = await generate(ada, csvSentence);
    const jobs = [await acceptAsync(ada, csvSentence), await acceptAsync(ada, csvSentence)];
    const children = functionProcesses(first.pid);
    await first.kill();
    const second: SpawnedStack = await spawnStack({ settings, dataDir: first.dataDir });
    open.push(second);
    expect(children.filter(isAlive)).toEqual([]);
    const again = await apiClient(second, "ada");
    const kept = await again.call("GET", `/api/generated-nodes/${node.id}`);
    expect(kept.json).toEqual(node);
    for (const id of jobs) {
      // The message may have been in a worker's hands: then its lease must run out first.
      const [job] = await sweptUntilEnded(second, again, [id]);
      expect(job?.status).toBe("succeeded");
    }
  }, 120_000);
});

/** What has ended and is not yet cleared away by the system does not count. */
const isAlive = (pid: number): boolean => identify(pid) !== undefined;

describe("a worker killed in the middle of a generation", () => {
  it("loses its job to the next one, which asks for no reply again that came, and makes one node", async () => {
    const good = twoPartReply();
    const wrong = good.replace(") / 5", ") / 4");
    const server = await startClaudeServer((_request, n) => {
      if (n === 1) return { kind: "text", text: wrong };
      return n === 2 ? { kind: "stalled", text: "```json" } : { kind: "text", text: good };
    });
    open.push(server);
    const stack = await startTestStack({
      settings: {
        LLM_PROVIDER: "claude",
        ANTHROPIC_BASE_URL: server.url,
        ANTHROPIC_API_KEY: "sk-test-0123456789abcdef",
        JOB_LEASE_SECONDS: "3",
      },
    });
    open.push(stack);
    const ada = await apiClient(stack, "ada");
    const id = await acceptAsync(ada, "Convert degrees Celsius to Fahrenheit");
    await until(() => server.requests.length === 2);
    await stack.killEnvironments("worker");
    const [job] = await sweptUntilEnded(stack, ada, [id]);
    expect(job).toMatchObject({
      status: "succeeded",
      generation: { attempts: 3, unknown_calls: 1 },
    });
    const nodes = await ada.call("GET", "/api/generated-nodes");
    expect(nodes.json.map((node: { id: string }) => node.id)).toEqual([job?.result?.nodeId]);

    // The repair alone was asked for twice: its answer was lost with the worker.
    const [create, repair, again, ...more] = server.requests.map(({ body }) => body);
    expect(more).toEqual([]);
    expect(again.messages).toEqual(repair.messages);
    expect(repair.messages).not.toEqual(create.messages);
    const { json: usage } = await ada.call("GET", "/api/usage");
    expect(usage.total).toMatchObject({
      generations: { succeeded: 1, failed: 0, cancelled: 0 },
      reserved_usd: 0,
      unknown_calls: 1,
    });
    expect(usage.total.cost_usd).toBeCloseTo(job?.generation?.cost_usd ?? 0, 5);
    // Two replies, and one that is counted at its most.
    const { cached, output } = usage.total.tokens;
    expect(cached).toBe(2 * defaultUsage.cached);
    expect(output).toBeGreaterThan(2 * defaultUsage.output + 1_000);
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !condition(); round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(condition()).toBe(true);
}

describe("messages that come twice, late and out of order", () => {
  it("make one node a job", async () => {
    const stack = await startTestStack({
      faults: { queue: { duplicateDelivery: 1, delayMs: 300 } },
    });
    open.push(stack);
    const ada = await apiClient(stack, "ada");
    const ids = await Promise.all([1, 2, 3, 4].map(() => acceptAsync(ada, csvSentence)));
    const jobs = await Promise.all(ids.map((id) => endedJob(ada, id)));
    expect(jobs.map((job) => job.status)).toEqual(Array(4).fill("succeeded"));
    const nodes = await ada.call("GET", "/api/generated-nodes");
    expect(nodes.json.map((node: { id: string }) => node.id).sort()).toEqual(
      jobs.map((job) => job.result.nodeId).sort(),
    );
  });
});
