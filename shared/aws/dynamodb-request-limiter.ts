import {
  type AttributeValue,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { Clock } from "../clock.ts";
import { type Gcra, gcra, limitState } from "../limits/gcra.ts";
import type { RequestClass, RequestLimit, RequestLimiter } from "../limits/request-limiter.ts";
import { systemBackoff } from "./backoff.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import { limitPartition, limitSort } from "./keys.ts";

export interface RequestLimiterOptions {
  readonly client: DynamoDBDocumentClient;
  readonly workTable: string;
  readonly clock: Clock;
  readonly limits: Readonly<Record<RequestClass, RequestLimit>>;
}

/** Another instance can move the item between two tries; who loses this often is one of very many. */
const mostTries = 4;

const mostSeen = 500;

/**
 * The limit as one number in one item for each tenant and class: a request is one conditional write
 * while others came just before it, and two after a pause. A store that throttles the item answers
 * for the tenant that asks too much, so it is refused; any other fault is thrown.
 */
export function dynamodbRequestLimiter(options: RequestLimiterOptions): RequestLimiter {
  const { limits, clock } = options;
  const seen = new Map<string, number>();
  return {
    async take(tenant, kind) {
      const limit = limits[kind];
      const now = clock.now().getTime();
      const cell = `${tenant} ${kind}`;
      try {
        const guess = seen.get(cell) ?? 0;
        const { tat, allowed } = await takeOne(options, { tenant, kind, limit, now }, guess);
        remember(seen, cell, tat);
        return limitState(limit, { tat, now, allowed });
      } catch (error) {
        if (!isThrottling(error)) throw error;
        return limitState(limit, { ...full(limit, now), now });
      }
    },
  };
}

interface Taking {
  readonly tenant: TenantKey;
  readonly kind: RequestClass;
  readonly limit: RequestLimit;
  readonly now: number;
}

/** What this instance saw last decides which of the two writes is tried first, no more than that. */
function remember(seen: Map<string, number>, cell: string, tat: number): void {
  seen.delete(cell);
  seen.set(cell, tat);
  const [oldest] = seen.keys();
  if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest);
}

async function takeOne(
  options: RequestLimiterOptions,
  taking: Taking,
  guess: number,
): Promise<{ readonly tat: number; readonly allowed: boolean }> {
  const { limit, now } = taking;
  const cell = gcra(limit, now);
  let tat = guess;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const outcome = await write(options, taking, tat > now ? busy(cell, now) : idle(cell, now));
    if (outcome.updated) return { tat: Number(outcome.item?.tat), allowed: true };
    tat = tatOf(outcome.found);
    if (tat > cell.highest) return { tat, allowed: false };
  }
  return full(limit, now);
}

/** Requests came just before: the next one is an interval later. */
const busy = ({ interval, highest }: Gcra, now: number) => ({
  UpdateExpression: "SET tat = tat + :interval, expiresAt = :expiresAt",
  ConditionExpression: "tat > :now AND tat <= :highest",
  values: { ":interval": interval, ":now": now, ":highest": highest },
});

/** None came for a while: counted from now. */
const idle = ({ interval }: Gcra, now: number) => ({
  UpdateExpression: "SET tat = :next, expiresAt = :expiresAt",
  ConditionExpression: "attribute_not_exists(tat) OR tat <= :now",
  values: { ":next": now + interval, ":now": now },
});

const write = (
  { client, workTable }: RequestLimiterOptions,
  { tenant, kind, limit, now }: Taking,
  { values, ...expressions }: ReturnType<typeof busy | typeof idle>,
) =>
  conditionalUpdate(client, systemBackoff, {
    TableName: workTable,
    Key: { pk: limitPartition(tenant), sk: limitSort(kind) },
    ...expressions,
    ExpressionAttributeValues: {
      ...values,
      ":expiresAt": Math.ceil((now + 2 * limit.windowMs) / 1_000),
    },
    ReturnValues: "UPDATED_NEW",
  });

const tatOf = (found: Record<string, AttributeValue> | undefined): number =>
  Number(found?.tat?.N ?? 0);

const full = ({ windowMs }: RequestLimit, now: number) => ({ tat: now + windowMs, allowed: false });

const isThrottling = (error: unknown): boolean =>
  error instanceof ProvisionedThroughputExceededException ||
  error instanceof ThrottlingException ||
  error instanceof RequestLimitExceeded;
