import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import type { JobEvent } from "#schemas/job-event.ts";
import type { AttemptReply, TranscriptAttempt } from "#schemas/transcript.ts";
import { readEvent } from "./job-part-items.ts";
import { readAttempts, readReplies } from "./job-transcript.ts";
import { attemptSorts, eventSort, jobPartition, mostEventNumber, wholeReplySorts } from "./keys.ts";
import type { WorkTable } from "./work-table.ts";

interface JobReference {
  readonly tenant: TenantKey;
  readonly id: JobId;
}

interface EventPage {
  readonly after: number;
  readonly limit: number;
}

/**
 * One query at half price. Events of one step are written together, but a read that is not
 * consistent may show a later one alone: a gap is read once more, consistently.
 */
export async function listEvents(
  table: WorkTable,
  job: JobReference,
  page: EventPage,
): Promise<JobEvent[]> {
  if (page.after >= mostEventNumber) return [];
  const events = await queryEvents(table, job, page, false);
  return isWhole(events, page) ? events : queryEvents(table, job, page, true);
}

const isWhole = (events: readonly JobEvent[], { after }: EventPage) =>
  events.every(({ seq }, index) => seq === after + 1 + index);

async function queryEvents(
  { client, workTable }: WorkTable,
  { tenant, id }: JobReference,
  { after, limit }: EventPage,
  consistent: boolean,
): Promise<JobEvent[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: workTable,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: {
        ":pk": jobPartition(tenant, id),
        ":first": eventSort(after + 1),
        ":last": eventSort(mostEventNumber),
      },
      Limit: limit,
      ConsistentRead: consistent,
    }),
  );
  return Items.map(readEvent);
}

/** A reply and a judgement each. */
const mostAttemptItems = 2 * 25;

/** From the newest back, so that the whole is bounded. */
export async function listAttempts(
  table: WorkTable,
  job: JobReference,
): Promise<TranscriptAttempt[]> {
  const newest = await queryBack(table, job, attemptSorts, mostAttemptItems);
  return readAttempts(newest.toReversed());
}

/** Two queries, since few replies are so long that they are kept apart. */
export async function listReplies(table: WorkTable, job: JobReference): Promise<AttemptReply[]> {
  const [kept, whole] = await Promise.all([
    queryBack(table, job, attemptSorts, mostAttemptItems),
    queryBack(table, job, wholeReplySorts, mostAttemptItems),
  ]);
  return readReplies([...kept, ...whole]);
}

/** A query ends at 1 MB a page. */
async function queryBack(
  { client, workTable }: WorkTable,
  { tenant, id }: JobReference,
  sorts: string,
  most: number,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let next: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: workTable,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sorts)",
        ExpressionAttributeValues: { ":pk": jobPartition(tenant, id), ":sorts": sorts },
        ScanIndexForward: false,
        Limit: most - items.length,
        ConsistentRead: true,
        ...(next !== undefined && { ExclusiveStartKey: next }),
      }),
    );
    items.push(...Items);
    next = LastEvaluatedKey;
  } while (next !== undefined && items.length < most);
  return items;
}
