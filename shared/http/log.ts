import type { Environment } from "#schemas/environment.ts";

export type LogLevel = Environment<"LOG_LEVEL">["LOG_LEVEL"];

/** Numbers by a word of ours, such as a stage or the name of a rule. */
type Counts = Readonly<Record<string, number>>;

/**
 * What a log line may hold. A closed list, so that no header, body, token, prompt or key can slip
 * in with an object somebody passed whole.
 */
export interface LogFields {
  /** Of lines that are kept and searched apart from the others. */
  readonly kind?: "security" | undefined;
  /** Which event of that kind. */
  readonly event?: string | undefined;
  readonly requestId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly tenant?: string | undefined;
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly stage?: string | undefined;
  readonly outcome?: string | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly configId?: string | undefined;
  readonly attempt?: number | undefined;
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly strategy?: string | undefined;
  readonly verdicts?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly parserLayer?: string | undefined;
  readonly promptVersion?: string | undefined;
  readonly tokens?: number | undefined;
  readonly costUsd?: number | null | undefined;
  readonly waitMs?: number | undefined;
  readonly category?: string | undefined;
  readonly stageMs?: Counts | undefined;
  readonly contextTokens?: Counts | undefined;
  readonly tokenFactors?: Counts | undefined;
  readonly rules?: Counts | undefined;
  readonly testsPassed?: number | undefined;
  readonly testsFailed?: number | undefined;
  readonly error?: unknown;
}

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ranks = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 } as const;

export const isLogLevel = (word: string): word is LogLevel => Object.hasOwn(ranks, word);

/** In the order they are written; `error` is told in a form of its own. */
const told = {
  kind: true,
  event: true,
  requestId: true,
  jobId: true,
  nodeId: true,
  tenant: true,
  operation: true,
  status: true,
  code: true,
  stage: true,
  outcome: true,
  provider: true,
  model: true,
  configId: true,
  attempt: true,
  count: true,
  durationMs: true,
  strategy: true,
  verdicts: true,
  kinds: true,
  parserLayer: true,
  promptVersion: true,
  tokens: true,
  costUsd: true,
  waitMs: true,
  category: true,
  stageMs: true,
  contextTokens: true,
  tokenFactors: true,
  rules: true,
  testsPassed: true,
  testsFailed: true,
} as const satisfies Record<Exclude<keyof LogFields, "error">, true>;

const fieldNames = Object.keys(told) as (keyof typeof told)[];

/**
 * Not through the console: the runtime would wrap what it prints, and CloudWatch reads metrics only
 * from a line that is theirs alone.
 */
export const writeLogLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** One JSON object a line; only the listed fields of `fields` are written. */
export function createLog(
  level: LogLevel,
  bound: LogFields = {},
  write: (line: string) => void = writeLogLine,
): Log {
  const at = (name: Exclude<LogLevel, "silent">) => (message: string, fields?: LogFields) => {
    if (ranks[name] < ranks[level]) return;
    const all = { ...bound, ...fields };
    const picked = Object.fromEntries(fieldNames.map((field) => [field, all[field]]));
    write(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level: name,
        message,
        ...picked,
        ...(all.error === undefined ? {} : { error: describeError(all.error) }),
      }),
    );
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

const deepestCause = 5;

/** Name, message and stack of an error and its causes; no other property of it. */
function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error))
    return { name: typeof error, message: String(error).slice(0, 500) };
  return {
    name: error.name,
    message: error.message.slice(0, 2_000),
    stack: error.stack?.slice(0, 4_000),
    ...(error.cause === undefined || depth >= deepestCause
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}
