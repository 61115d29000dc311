import { dynamodbRequestLimiter } from "#shared/aws/dynamodb-request-limiter.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { RequestLimit, RequestLimiter } from "#shared/limits/request-limiter.ts";
import { systemClock } from "./system.ts";
import { tableClient } from "./table-client.ts";

/** A stream of events holds a function for up to two minutes. */
const streams: RequestLimit = { most: 30, windowMs: 60_000 };

/** What each operation that knows its caller asks first. */
export function requestLimiter(
  source: Readonly<Record<string, string | undefined>>,
): RequestLimiter {
  const settings = readEnvironment(
    source,
    "WORK_TABLE",
    "RATE_LIMIT_WINDOW_MS",
    "RATE_LIMIT_MAX_REQUESTS",
  );
  const requests = {
    most: settings.RATE_LIMIT_MAX_REQUESTS,
    windowMs: settings.RATE_LIMIT_WINDOW_MS,
  };
  return dynamodbRequestLimiter({
    client: tableClient(),
    workTable: settings.WORK_TABLE,
    clock: systemClock,
    limits: { requests, streams },
  });
}
