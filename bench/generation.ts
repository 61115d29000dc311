import { checkNode } from "#shared/checks/index.ts";
import { attemptContext } from "#shared/generation/attempt-context.ts";
import { renderPatterns } from "#shared/generation/context/render-sections.ts";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { compilePrompts } from "#shared/patterns/compile-prompts.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { halfA, halfB } from "../test/corpus/index.ts";
import { judgeNode } from "../test/corpus/judge-node.ts";
import { newTenant } from "../test/support/stores/node-samples.ts";
import { largeNode, largeReply, requests, tenantNodes } from "./generation/samples.ts";
import { quantile } from "./quantile.ts";

export interface GenerationRow {
  readonly figure: string;
  /** Milliseconds on the clock; of the verdicts, the share in percent. */
  readonly p50: number;
  readonly p95: number;
  /** As p95, of the least of three runs of the same work, so that what else runs counts less. */
  readonly p95Least: number;
  /** What an earlier system of the kind set itself, and what we do. */
  readonly usual: string;
  readonly target: string;
  readonly met: boolean;
}

/** How long the stages take that are ours alone, and how often the checks are right. */
export async function generationFigures({ repeats = 200 } = {}): Promise<GenerationRow[]> {
  const library = await compilePrompts("prompts");
  const reply = largeReply(20 << 10);
  const node = largeNode(10 << 10);
  requireSound(reply, node);
  const five = library.patterns.slice(0, 5).map((item) => ({ item, shortened: false }));
  return [
    row(
      "build a context, 200 nodes to refer to",
      { usual: 50, target: 5 },
      await timesOf(repeats, contextOf(library)),
    ),
    row(
      "format 5 patterns",
      { usual: 10, target: 1 },
      await timesOf(repeats, () => renderPatterns(library, five)),
    ),
    row(
      `parse a reply of ${kilobytes(reply)} KB`,
      { usual: 5, target: 1 },
      await timesOf(repeats, () => parseReply(reply, "complete")),
    ),
    row(
      `check a node of ${kilobytes(node.execution_code)} KB`,
      { usual: 10, target: 5 },
      await timesOf(repeats, () => checkNode(node)),
    ),
    verdicts("right verdicts, half A of the corpus", halfA),
    verdicts("right verdicts, half B, set apart", halfB),
  ];
}

const kilobytes = (text: string): number => Math.round(text.length / 102.4) / 10;

/** A figure for a reply that is refused or a node with findings would be one of something else. */
function requireSound(reply: string, node: ReturnType<typeof largeNode>): void {
  const parsed = parseReply(reply, "complete");
  const findings = checkNode(node).filter(({ severity }) => severity === "error");
  if (!parsed.ok || findings.length > 0) {
    throw new Error(`the samples are not sound: ${JSON.stringify([parsed.ok, findings])}`);
  }
}

/** The prompt of a first attempt: ranking, reading, matching, rendering. Without a database. */
function contextOf(library: PromptLibrary): (round: number) => Promise<unknown> {
  const services = {
    library,
    references: tenantNodes(library, 200),
    calibration: tokenCalibration(),
    onFault: (fault: unknown) => {
      throw fault;
    },
  };
  const model = { name: "claude", model: "claude-sonnet-5-5" } as const;
  const tenant = newTenant();
  return (round) => {
    const request = requests[round % requests.length] ?? "";
    const task = { kind: "create", request, context: {} } as const;
    return attemptContext({ tenant, task, model, replyTokens: 8_192 }, services);
  };
}

const uncounted = 50;

interface Times {
  readonly all: readonly number[];
  /** The least of each three that did the same. */
  readonly least: readonly number[];
}

async function timesOf(repeats: number, run: (round: number) => unknown): Promise<Times> {
  const all: number[] = [];
  const least: number[] = [];
  for (let round = 0; round < repeats + uncounted; round += 1) {
    const same = [await timed(run, round), await timed(run, round), await timed(run, round)];
    if (round < uncounted) continue;
    all.push(...same);
    least.push(Math.min(...same));
  }
  return { all, least };
}

async function timed(run: (round: number) => unknown, round: number): Promise<number> {
  const started = performance.now();
  await run(round);
  return performance.now() - started;
}

function row(
  figure: string,
  { usual, target }: { usual: number; target: number },
  { all, least }: Times,
): GenerationRow {
  const p95Least = quantile(least, 0.95);
  return {
    figure,
    p50: quantile(all, 0.5),
    p95: quantile(all, 0.95),
    p95Least,
    usual: `${usual} ms`,
    target: `${target} ms`,
    met: p95Least <= target,
  };
}

function verdicts(figure: string, nodes: typeof halfA): GenerationRow {
  const right = nodes.filter((node) => judgeNode(node).isRight).length;
  const percent = (100 * right) / nodes.length;
  return {
    figure: `${figure} (${nodes.length})`,
    p50: percent,
    p95: percent,
    p95Least: percent,
    usual: "95 %",
    target: "99 %",
    met: percent >= 99,
  };
}
