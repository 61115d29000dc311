import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AnswerStream, GatewayAnswer } from "./gateway-answer.ts";

/** Answers a caller; resolves when the last byte of the answer has come, or is not wanted. */
export async function sendAnswer(
  response: ServerResponse,
  requestId: string,
  { statusCode, headers, body }: GatewayAnswer,
): Promise<void> {
  const all = [["x-amzn-RequestId", requestId] as const, ...headers].flat();
  const hasBody = statusCode !== 204 && statusCode !== 304;
  if (typeof body === "object" && "chunks" in body) {
    response.writeHead(statusCode, all);
    if (hasBody) response.flushHeaders();
    await sendStream(response, body, hasBody);
  } else if (hasBody) {
    response.writeHead(statusCode, [...all, "Content-Length", String(Buffer.byteLength(body))]);
    response.end(body);
  } else {
    response.writeHead(statusCode, all).end();
  }
}

/**
 * Chunk by chunk, as fast as the caller reads. A caller who is gone, or is cut off, does not stop
 * the function: it is read to its end.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
async function sendStream(
  response: ServerResponse,
  { chunks, endsAt, idleMs }: AnswerStream,
  hasBody: boolean,
): Promise<void> {
  const cutOff = () => response.destroy();
  const total = setTimeout(cutOff, endsAt - performance.now());
  const silence = setTimeout(cutOff, idleMs);
  try {
    for await (const chunk of chunks) {
      silence.refresh();
      if (hasBody && !response.destroyed && !response.write(chunk)) await untilDrained(response);
    }
    response.end();
  } catch {
    // The length of the body is not told before: only a broken connection says that some is missing.
    cutOff();
  } finally {
    clearTimeout(total);
    clearTimeout(silence);
  }
}

async function untilDrained(response: ServerResponse): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  waiting.abort();
}
