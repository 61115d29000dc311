import { finished } from "node:stream/promises";
import type { LambdaIntegration } from "./api-definition.ts";
import type { GatewayAnswer } from "./gateway-answer.ts";
import { badGateway, GatewayError } from "./gateway-error.ts";
import { refusal } from "./lambda-integration.ts";
import { streamHead } from "./proxy-answer.ts";
import { readMetadata, restOf } from "./stream-metadata.ts";
import type { Invoke, OnStream } from "./token-authorizer.ts";

interface StreamOptions {
  readonly invoke: Invoke;
  readonly log: (line: string) => void;
  /** Longest silence of a function, in milliseconds. */
  readonly idleMs: number;
}

/**
 * Sends an event to a function whose answer is passed on while it is made: status and headers come
 * first and decide the answer, so a later fault can only cut it off.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function streamedAnswer(
  { functionArn, timeoutMs }: LambdaIntegration,
  event: string,
  { invoke, log, idleMs }: StreamOptions,
): Promise<GatewayAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GatewayAnswer>();
  const endsAt = performance.now() + timeoutMs;
  let given = false;
  const giveUp = (error: GatewayError) => {
    given = true;
    reject(error);
  };
  const timer = setTimeout(
    () => giveUp(new GatewayError("INTEGRATION_TIMEOUT")),
    Math.min(timeoutMs, idleMs),
  );

  const onStream: OnStream = async (_contentType, body) => {
    const read = finished(body, { writable: false });
    // Awaited below; until then a process that is killed is no unhandled rejection.
    read.catch(() => {});
    const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
    try {
      const { metadata, first } = await readMetadata(chunks);
      const head = streamHead(metadata);
      if (!given)
        resolve({ ...head, body: { chunks: restOf(body, chunks, first), endsAt, idleMs } });
    } catch (error) {
      log(`${functionArn}: not a stream that the gateway can pass on: ${error}`);
      giveUp(badGateway());
    }
    // The function goes on when nobody waits any more, so what it says must be read.
    if (given) while (!(await chunks.next()).done);
    await read;
  };

  invoke(functionArn, event, onStream).then(
    ({ functionError, payload }) => {
      if (functionError !== undefined) log(`${functionArn}: ${payload}`);
      giveUp(badGateway());
    },
    (error: unknown) => {
      log(`${functionArn}: ${error instanceof Error ? error.message : String(error)}`);
      giveUp(refusal(error));
    },
  );
  return promise.finally(() => clearTimeout(timer));
}
