import type { GenerationReport } from "#schemas/generation.ts";
import type { Timestamp, VersionNumber } from "#schemas/identifiers.ts";
import type { JobError } from "#schemas/job.ts";
import type { JobEventBody } from "#schemas/job-event.ts";
import type { JobRecord, ProviderCall } from "../jobs/job-store.ts";
import {
  type JobOutcome,
  reservationOf,
  settlementOf,
  withUnknownCall,
} from "../usage/settlement.ts";
import { callText, errorText, reportText } from "./job-items.ts";
import { settleWrites } from "./job-money.ts";
import { eventItem } from "./job-part-items.ts";
import { type JobUpdate, jobUpdate } from "./job-update.ts";
import type { TransactWrite } from "./transact.ts";
import type { WorkTable } from "./work-table.ts";

/** Enough for a claim whose own writes meet; another claim's are found out at once. */
export const mostMoves = 5;

/** What is known of a job when a write to it is made. */
export interface MovingJob extends Pick<JobRecord, "tenant" | "id" | "seq" | "created_at"> {
  readonly reserved?: JobRecord["reserved"] | undefined;
  readonly call?: JobRecord["call"] | undefined;
  readonly generation?: JobRecord["generation"] | undefined;
}

/** One move of a job: what changes of it, and the events that tell so. */
export interface JobMove {
  readonly now: Timestamp;
  readonly set?: JobUpdate["set"];
  readonly remove?: readonly string[];
  readonly events: readonly JobEventBody[];
  readonly generation?: GenerationReport | undefined;
  /** Null: the provider has answered. */
  readonly call?: ProviderCall | null | undefined;
  /** How this move ends the job. */
  readonly ends?: JobOutcome;
  readonly error?: JobError;
  readonly version?: VersionNumber;
}

/** What a job that was given back no longer has, and what one that has ended no longer has. */
export const lease = ["leaseUntil"];
const leaseAndDue = [...lease, "gd", "ga"];

/**
 * Job, events and, at its end, its place and money, for one transaction. It holds only if nothing
 * moved since `job` was read: no event came, and no call began or was booked.
 */
export function jobWrites(
  table: WorkTable,
  job: MovingJob,
  move: JobMove,
  onlyIf: JobUpdate["onlyIf"],
): Record<string, TransactWrite> {
  const { now, ends, events } = move;
  const isCallLeft = ends !== undefined && move.call === undefined && job.call !== undefined;
  const reported = move.generation ?? (ends === undefined ? undefined : job.generation);
  const generation =
    isCallLeft && job.call !== undefined ? withUnknownCall(reported, job.call) : reported;
  const update = jobUpdate(
    table.workTable,
    { tenant: job.tenant, jobId: job.id },
    {
      set: {
        ...move.set,
        ...(ends !== undefined && { status: ends, stage: "done" }),
        ...(generation !== undefined && { generation: reportText(generation) }),
        ...(move.call && ends === undefined && { call: callText(move.call) }),
        ...(move.error !== undefined && { error: errorText(move.error) }),
        ...(move.version !== undefined && { version: move.version }),
        seq: job.seq + events.length,
        updated_at: now,
      },
      remove: [
        ...(move.remove ?? []),
        ...(ends === undefined ? [] : leaseAndDue),
        ...(move.call === null || ends !== undefined ? ["call"] : []),
      ],
      onlyIf: {
        expression: `${onlyIf.expression} AND #seq = :ifSeq AND ${callCondition(job)}`,
        values: { ...onlyIf.values, ":ifSeq": job.seq },
      },
    },
  );
  return {
    job: { Update: update },
    ...eventWrites(table.workTable, job, move),
    ...(ends !== undefined &&
      settleWrites(table, job, settlementOf(reservationOf(job), ends, generation), now)),
  };
}

/** As much of the reason as an event holds. */
export const failedEvent = ({ code, detail }: JobError): JobEventBody => ({
  name: "failed",
  data: { code, detail: detail.slice(0, 2_000) },
});

const callCondition = ({ call }: MovingJob) =>
  call === undefined ? "attribute_not_exists(#call)" : "attribute_exists(#call)";

const eventWrites = (
  workTable: string,
  job: MovingJob,
  { now: at, events }: JobMove,
): Record<string, TransactWrite> =>
  Object.fromEntries(
    events.map((event, index) => {
      const Item = eventItem(job, { seq: job.seq + 1 + index, at, ...event });
      const put = { TableName: workTable, Item, ConditionExpression: "attribute_not_exists(pk)" };
      return [`event ${index}`, { Put: put }];
    }),
  );
