import type { JobError } from "#schemas/job.ts";
import type { Warning } from "#schemas/node.ts";
import type { Clock } from "../clock.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { firstVersion } from "../nodes/next-version.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import { warningOf } from "../nodes/violation-details.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import { unverified } from "../proving/prove.ts";
import { type Attempt, bestOf } from "./attempt.ts";
import { failureOf, reasonOf, refused, unchanged } from "./failure.ts";
import { fallBack, isOutage } from "./fallback/fall-back.ts";
import type { FallbackNode } from "./fallback/fallback-content.ts";
import type { GenerationTask } from "./generation-task.ts";
import { mendedCode } from "./judge-draft.ts";
import type { Ledger } from "./ledger.ts";
import type { Tried } from "./make-attempts.ts";
import type { Progress } from "./progress.ts";
import { provenanceOf } from "./provenance.ts";
import { changesNothing } from "./refine/changes-nothing.ts";
import { refinedVersion } from "./refine/refined-version.ts";
import { isWithheld } from "./withhold-prompt.ts";

export type Conclusion =
  | { readonly node: NodeWrite; readonly error?: undefined }
  | { readonly node: undefined; readonly error: JobError };

interface Concluding {
  readonly job: JobRecord;
  readonly task: GenerationTask;
  readonly tried: Tried;
}

interface ConcludeServices {
  readonly library: PromptLibrary;
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/**
 * What becomes of what was tried: the best attempt, else what may stand in for it, else the
 * reasons. An outage that gives the job back to be tried later (`isReleasable`) is thrown as it came.
 * @throws ProviderError, AppError, LeaseLost
 */
export async function conclude(
  concluding: Concluding & {
    readonly isReleasable: (fault: NonNullable<Tried["fault"]>) => boolean;
  },
  services: ConcludeServices,
): Promise<Conclusion> {
  const { task, tried, isReleasable } = concluding;
  const { attempts, fault } = tried;
  const chosen = bestOf(attempts.filter((attempt) => !isUnchanged(attempt, task)));
  if (chosen !== undefined) {
    await services.progress.enter("store", chosen.number);
    return { node: nodeOf(chosen, concluding, services) };
  }
  if (bestOf(attempts) !== undefined) return { node: undefined, error: unchanged };
  if (fault !== undefined && (!isOutage(fault) || isReleasable(fault))) throw fault;
  if (attempts.at(-1)?.verdict === "refused") return { node: undefined, error: refused };
  const stored = await storeFallback(concluding, services);
  if (stored !== undefined) {
    if (fault !== undefined) services.onFault(fault);
    return { node: stored };
  }
  if (fault !== undefined) throw fault;
  return { node: undefined, error: failureOf(tried, task) };
}

const isUnchanged = ({ content }: Attempt, { current }: GenerationTask): boolean =>
  content !== undefined && current !== undefined && changesNothing(content, current);

async function storeFallback(
  concluding: Concluding,
  services: ConcludeServices,
): Promise<NodeWrite | undefined> {
  const { task, tried } = concluding;
  // A node that is there stays as it is, rather than become something else.
  if (task.current !== undefined) return undefined;
  const fallback = fallBack(task, tried.attempts, services);
  if (fallback === undefined) return undefined;
  const reason = reasonOf(tried);
  const { strategy } = fallback;
  services.progress.keep({
    events: [{ name: "fallback", data: { strategy, reason: reason.slice(0, 500) } }],
  });
  await services.progress.enter("store", tried.attempts.length);
  return fallbackNode(fallback, reason, concluding, services);
}

function nodeOf(
  chosen: Attempt,
  { job, task, tried }: Concluding,
  services: ConcludeServices,
): NodeWrite {
  const { content, verification = unverified } = chosen;
  if (content === undefined) throw new Error("the attempt has no content");
  const whole = {
    ...content,
    provenance: provenanceOf({ job, chosen, first: tried.attempts[0] }, services),
    warnings: warningsOf(chosen, tried, task),
  };
  const { subject } = job;
  if (task.stored !== undefined) {
    const { request: feedback, stored } = task;
    const description = chosen.changeDescription;
    const change = { stored, content: whole, verification, subject, feedback, description };
    return refinedVersion(change, services);
  }
  return firstVersion(
    {
      id: job.nodeId,
      caller: { subject },
      content: whole,
      verification,
      changeDescription: "Initial version",
      action: "generated",
    },
    services,
  );
}

function fallbackNode(
  { content, warnings, ...made }: FallbackNode,
  reason: string,
  { job, tried }: Concluding,
  services: ConcludeServices,
): NodeWrite {
  const provenance = provenanceOf({ job, fallback: { ...made, reason }, tried }, services);
  const why = { code: `${made.strategy}-reason`, message: reason };
  return firstVersion(
    {
      id: job.nodeId,
      caller: { subject: job.subject },
      content: {
        ...content,
        provenance,
        warnings: [...warnings, why, ...content.warnings].slice(0, 50),
      },
      verification: unverified,
      changeDescription: "Initial version",
      action: "generated",
    },
    services,
  );
}

/** What a reader must know first comes first: there is room for 50, and a reply can need more. */
function warningsOf(chosen: Attempt, { stopped }: Tried, task: GenerationTask): Warning[] {
  const findings = chosen.violations.map(warningOf);
  const notes = chosen.reply.notes.map((note) => ({
    code: "provider-note",
    message: note.slice(0, 2_000),
  }));
  const unproven =
    chosen.verdict === "unproven"
      ? [{ code: "tests-unverified", message: "No test shows that the node works." }]
      : [];
  const spent = stopped === undefined ? [] : [{ code: "budget-spent", message: stopped }];
  const withheld = isWithheld(chosen.reply.text, task) ? [promptWithheld] : [];
  const isMended = ({ code }: Warning) => code === mendedCode;
  const mended = chosen.warnings.filter(isMended);
  const others = chosen.warnings.filter((warning) => !isMended(warning));
  return [...notes, ...withheld, ...unproven, ...spent, ...others, ...findings, ...mended].slice(
    0,
    50,
  );
}

/** The node itself holds nothing of them: that would be an error. */
const promptWithheld: Warning = {
  code: "prompt-withheld",
  message:
    "The language model repeated its instructions beside the node; they were withheld. Read the node with care if you did not write the request yourself.",
};
