import {
  InvokeCommand,
  type InvokeCommandOutput,
  type LambdaClient,
  TooManyRequestsException,
} from "@aws-sdk/client-lambda";
import * as z from "zod";
import { SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import { AppError } from "../app-error.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import { type Backoff, jitteredDelay, systemBackoff } from "./backoff.ts";

/** Lambda's limit of a synchronous invoke. */
const mostPayloadBytes = 6 << 20;

/** A full house is waited for this long in all; the caller is told to come back after that. */
const mostWaitMs = 2_000;
const mostTries = 8;

/**
 * Runs code in the sandbox function, in an environment of the tenant's own. Give it a client that
 * does not retry (`maxAttempts: 1`): an invoke repeated after a lost answer would repeat what the
 * code did outside. Only 429, where nothing ran, is tried again.
 */
export function lambdaSandbox({
  client,
  functionName,
  random = systemBackoff.random,
  sleep = systemBackoff.sleep,
}: {
  client: LambdaClient;
  functionName: string;
} & Partial<Backoff>): Sandbox {
  return {
    run: async (request) => {
      const { tenant, runs } = request;
      const command = new InvokeCommand({
        FunctionName: functionName,
        InvocationType: "RequestResponse",
        TenantId: tenant,
        Payload: payloadOf(request),
      });
      try {
        const answer = await whenThereIsRoom(() => client.send(command), { random, sleep });
        return replyOf(answer, runs.length);
      } catch (error) {
        throw error instanceof AppError ? error : noAnswer(error);
      }
    },
  };
}

function payloadOf(request: SandboxRequest): Uint8Array {
  const payload = Buffer.from(JSON.stringify(SandboxRequest.parse(request)));
  if (payload.byteLength > mostPayloadBytes) {
    throw new AppError(
      "payload_too_large",
      `Code and inputs of all runs take ${payload.byteLength} bytes; ${mostPayloadBytes} is the most.`,
    );
  }
  return payload;
}

async function whenThereIsRoom<Answer>(
  invoke: () => Promise<Answer>,
  { random, sleep }: Backoff,
): Promise<Answer> {
  let waited = 0;
  for (let retry = 0; ; retry += 1) {
    try {
      return await invoke();
    } catch (error) {
      if (!(error instanceof TooManyRequestsException)) throw error;
      const delay = jitteredDelay(retry, random, 100, 800);
      if (retry + 1 === mostTries || waited + delay > mostWaitMs) throw noRoom(error);
      waited += delay;
      await sleep(delay);
    }
  }
}

const retryAfterSeconds = 5;

/** The sandbox lets outputs nest 200 levels deep; what is deeper breaks readers that recurse. */
const deepestReply = 210;

const noRoom = (cause: unknown) =>
  new AppError("unavailable", "Every sandbox is in use. Try again shortly.", {
    retryAfterSeconds,
    cause,
  });

/** A connection that failed, a refusal of Lambda's, a function that crashed, an unfit reply. */
const noAnswer = (cause: unknown) =>
  new AppError("unavailable", "The sandbox did not answer as it should. Try again shortly.", {
    retryAfterSeconds,
    cause,
  });

/** What comes back was made beside code nobody trusts, so it is read as a stranger's. */
function replyOf({ FunctionError, Payload }: InvokeCommandOutput, runs: number): SandboxReply {
  const text = Buffer.from(Payload ?? []).toString("utf8");
  if (FunctionError !== undefined) {
    throw new Error(`the sandbox function failed: ${errorTypeOf(text) ?? FunctionError}`);
  }
  const parsed = parseJson(text);
  if (!nestsWithin(parsed, deepestReply))
    throw new Error("the sandbox's reply is nested too deeply");
  const reply = SandboxReply.safeParse(parsed);
  if (!reply.success) {
    throw new Error(`the sandbox's reply does not fit: ${z.prettifyError(reply.error)}`);
  }
  const { replies } = reply.data;
  if (replies.length !== runs) {
    throw new Error(`the sandbox gave ${replies.length} replies to ${runs} runs`);
  }
  return reply.data;
}

function nestsWithin(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return false;
    level = level.flatMap((part) => (part instanceof Object ? Object.values(part) : []));
  }
  return true;
}

const ErrorPayload = z.object({ errorType: z.string().regex(/^[\w.]{1,100}$/) });

const errorTypeOf = (text: string): string | undefined =>
  ErrorPayload.safeParse(parseJson(text)).data?.errorType;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
