import { AppError } from "../app-error.ts";
import { ProviderError } from "../providers/provider.ts";

const deepestCause = 4;
const mostText = 500;
const mostStack = 2_000;

/**
 * A fault as the log may hold it. What a provider wrote can quote a key or a prompt, so of the
 * causes of a ProviderError only name, status and code words are told; of all others also message
 * and stack, less what looks like a key.
 */
export function describeFault(error: unknown): { readonly code?: string; readonly error: Error } {
  const shown = shownError(error, { quotesProvider: false, depth: 0 });
  if (error instanceof ProviderError) return { code: error.kind, error: shown };
  return error instanceof AppError ? { code: error.code, error: shown } : { error: shown };
}

function shownError(
  error: unknown,
  { quotesProvider, depth }: { quotesProvider: boolean; depth: number },
): Error {
  const said = error instanceof Error && !quotesProvider ? [error.message.slice(0, mostText)] : [];
  const shown = new Error(redacted([...said, ...factsOf(error)].join(" ")));
  shown.name = error instanceof Error ? redacted(error.name.slice(0, 100)) : typeof error;
  delete shown.stack;
  if (!(error instanceof Error)) return shown;
  const isExpected = error instanceof ProviderError || error instanceof AppError;
  if (!isExpected && !quotesProvider && error.stack !== undefined) {
    shown.stack = redacted(error.stack.slice(0, mostStack));
  }
  if (error.cause !== undefined && depth < deepestCause) {
    const ofProvider = quotesProvider || error instanceof ProviderError;
    shown.cause = shownError(error.cause, { quotesProvider: ofProvider, depth: depth + 1 });
  }
  return shown;
}

/** Short words that errors of SDKs, of AWS and of the operating system carry beside their text. */
function factsOf(error: unknown): string[] {
  if (typeof error !== "object" || error === null) return [];
  const status = Reflect.get(error, "status") ?? metadataStatus(error);
  const words = ["kind", "code", "type"].map((name) => [name, Reflect.get(error, name)] as const);
  return [
    ...(Number.isInteger(status) ? [`status=${status}`] : []),
    ...words.flatMap(([name, word]) => (isWord(word) ? [`${name}=${word}`] : [])),
  ];
}

function metadataStatus(error: object): unknown {
  const metadata: unknown = Reflect.get(error, "$metadata");
  if (typeof metadata !== "object" || metadata === null) return undefined;
  return Reflect.get(metadata, "httpStatusCode");
}

const isWord = (value: unknown): value is string =>
  typeof value === "string" && /^[\w.:-]{1,60}$/.test(value);

/** Keys by their well-known beginnings or by the name before them. */
const namedKeys =
  /\b(?:sk|pk|rk)-[\w-]{6,}|\bA[KS]IA\w{8,}|\b(?:bearer|basic)\s+\S+|\b\w*(?:key|token|secret)["']?\s*[=:]\s*\S+/gi;

const redacted = (text: string): string =>
  text
    .replace(namedKeys, "[redacted]")
    .replace(/[\w+=-]{32,}/g, (run) => (looksRandom(run) ? "[redacted]" : run));

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const looksRandom = (run: string): boolean =>
  /\d/.test(run) && /[a-z]/i.test(run) && !uuid.test(run);
