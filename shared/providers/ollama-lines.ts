import { endedEarly, providerFailure } from "./provider-failure.ts";

/**
 * The JSON values of a stream with one on each line. A last line without an end is what a broken
 * connection leaves.
 * @throws ProviderError
 */
export async function* jsonLines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const part of body) {
    pending += decoder.decode(part, { stream: true });
    const lines = pending.split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim() !== "") yield jsonOf(line);
    }
  }
  if (pending.trim() === "") return;
  try {
    yield JSON.parse(pending);
  } catch (cause) {
    throw endedEarly(cause);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw providerFailure("bad_payload", { cause });
  }
}
