import * as z from "zod";
import { ProviderError } from "./provider.ts";
import { endedEarly, providerFailure } from "./provider-failure.ts";

/**
 * Names a failure that is no error answer of the provider: a connection that could not be made or
 * broke, or an answer that is not what its format promises. SDKs wrap such errors, so the whole
 * chain of causes is looked at.
 */
export function unreadFailure(error: unknown): ProviderError {
  const chain = [...causes(error)];
  const ours = chain.find((link) => link instanceof ProviderError);
  if (ours) return ours;
  if (chain.some((link) => link instanceof SyntaxError || link instanceof z.ZodError)) {
    return providerFailure("bad_payload", { cause: error });
  }
  if (chain.some((link) => link.message === "terminated")) return endedEarly(error);
  if (chain.some(isTimeout)) return providerFailure("timeout", { cause: error });
  return providerFailure(chain.some(isOfConnection) ? "network" : "bad_payload", { cause: error });
}

function* causes(error: unknown): Generator<Error> {
  let link = error;
  for (let depth = 0; link instanceof Error && depth < 8; depth += 1) {
    yield link;
    link = link.cause;
  }
}

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : "";

const isTimeout = (error: Error): boolean =>
  error.name === "APIConnectionTimeoutError" || /TIMEOUT|TIMEDOUT/.test(codeOf(error));

/** Codes are those of the operating system (`ECONNRESET`) and of undici (`UND_ERR_SOCKET`). */
const isOfConnection = (error: Error): boolean =>
  error.name === "APIConnectionError" ||
  error.message === "fetch failed" ||
  /^(E[A-Z]+|UND_ERR_\w+)$/.test(codeOf(error));
