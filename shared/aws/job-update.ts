import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { Claim } from "../jobs/job-store.ts";
import { jobPartition, jobSort } from "./keys.ts";

/** A change of a job's item `J`, and when it may be made. */
export interface JobUpdate {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  readonly onlyIf: {
    /** Names starting with `#` stand for themselves; values are named `:if…`. */
    readonly expression: string;
    readonly values: Readonly<Record<`:if${string}`, unknown>>;
  };
}

export type UpdateRequest = Required<
  Pick<
    UpdateCommandInput,
    | "TableName"
    | "Key"
    | "ConditionExpression"
    | "ExpressionAttributeNames"
    | "ExpressionAttributeValues"
  >
> & { UpdateExpression: string };

/** Every attribute goes by an alias, since many of our words are reserved in expressions. */
export function jobUpdate(
  workTable: string,
  job: { tenant: TenantKey; jobId: JobId },
  { set, remove = [], onlyIf }: JobUpdate,
): UpdateRequest {
  const assignments = Object.keys(set).map((name) => `#${name} = :${name}`);
  const conditionNames = onlyIf.expression.matchAll(/#(\w+)/g).map(([, name = ""]) => name);
  const names = [...Object.keys(set), ...remove, ...conditionNames];
  const removal = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(", ")}` : "";
  return {
    TableName: workTable,
    Key: { pk: jobPartition(job.tenant, job.jobId), sk: jobSort },
    UpdateExpression: `SET ${assignments.join(", ")}${removal}`,
    ConditionExpression: onlyIf.expression,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ...onlyIf.values,
    },
  };
}

/** Only the latest claim of a job that still runs may write. */
export const heldBy = ({ fence }: Claim): JobUpdate["onlyIf"] => ({
  expression: "#status = :ifStatus AND #fence = :ifFence",
  values: { ":ifStatus": "running", ":ifFence": fence },
});
