import * as z from "zod";
import { JobId, NodeId, Timestamp } from "./identifiers.ts";
import { JobStage } from "./job-stage.ts";
import { NodeTest, Provenance, Severity, TestOutcome, Violation } from "./node.ts";
import { ErrorCode } from "./problem.ts";

const attempt = z.int().describe("1 for the first");

/** A finding as an event tells it: cut, since an event is small. */
const ToldViolation = z.strictObject({
  rule: Violation.shape.rule,
  severity: Severity,
  where: z.string().max(200),
  message: z.string().max(300),
});

/** Findings that one event tells, errors first; the transcript has them all. */
export const mostToldViolations = 5;

/** What became of an attempt. `unproven`: nothing wrong was found, but no test shows that it works. */
export const AttemptVerdict = z.enum(["proven", "unproven", "faulty", "refused"]);
export type AttemptVerdict = z.infer<typeof AttemptVerdict>;

/** What each kind of event tells. */
const payloads = {
  stage: z.strictObject({ stage: JobStage, attempt: attempt.optional() }),
  reply: z.strictObject({
    attempt,
    model: z.string().max(200),
    stop: z.string().max(50),
    tokens: z.int().describe("Of prompt and reply together"),
  }),
  checked: z.strictObject({
    attempt,
    errors: z.int(),
    warnings: z.int(),
    violations: z.array(ToldViolation).max(mostToldViolations),
  }),
  tested: z.strictObject({
    attempt,
    test: NodeTest.shape.name,
    outcome: TestOutcome,
    message: z.string().max(500).optional(),
  }),
  attempt: z.strictObject({ attempt, verdict: AttemptVerdict }),
  fallback: z.strictObject({
    strategy: Provenance.shape.strategy.extract(["partial", "template"]),
    reason: z.string().max(500),
  }),
  /** Another worker took the job up; replies that were paid for are not asked for again. */
  resumed: z.strictObject({ replies: z.int().min(0).describe("Replies that are kept") }),
  requeued: z.strictObject({ dueAt: Timestamp }),
  succeeded: z.strictObject({ nodeId: NodeId }),
  failed: z.strictObject({ code: ErrorCode, detail: z.string().max(2_000) }),
  cancelled: z.strictObject({}),
} as const;

type Payloads = typeof payloads;
export type JobEventName = keyof Payloads;

/** One thing that happened in a job. */
export type JobEventBody = {
  [Name in JobEventName]: { readonly name: Name; readonly data: z.infer<Payloads[Name]> };
}[JobEventName];

export type JobEvent = JobEventBody & { readonly seq: number; readonly at: Timestamp };

const eventOf = ([name, data]: [string, z.ZodType]) =>
  z.strictObject({ seq: z.int(), at: Timestamp, name: z.literal(name), data });

const [first, ...others] = Object.entries(payloads).map(eventOf);

/** As it is stored and told: `seq` counts the events of a job without a gap, from 0. */
export const JobEvent = z
  .discriminatedUnion("name", [first as ReturnType<typeof eventOf>, ...others])
  .meta({ id: "JobEvent" }) as unknown as z.ZodType<JobEvent>;

export const JobEvents = z
  .strictObject({
    job: JobId,
    events: z.array(JobEvent),
    ended: z.boolean().describe("Whether the last of these events is the last of the job"),
  })
  .meta({ id: "JobEvents" });
export type JobEvents = z.infer<typeof JobEvents>;
