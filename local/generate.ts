import type { JobEvent } from "#schemas/job-event.ts";
import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { assembleIn, commandEnvironment } from "./command-environment.ts";
import { findRunningStack } from "./data-directory/state-file.ts";
import { endOnSignal } from "./end-on-signal.ts";
import { GenerationFailed, generateNode } from "./generation/api-client.ts";
import { describeEvent } from "./generation/describe-event.ts";
import { describeNode } from "./generation/describe-node.ts";
import { plainText } from "./generation/plain-text.ts";
import { openIssuer } from "./issuer/issuer.ts";
import { tokenNames } from "./local-settings.ts";

const usage =
  'usage: npm run -s generate -- "<one sentence>" [--refine <node id>] [--json] [--subject <name>]';

/** Whoever ends the command does not want to hear what became of it. */
const interruption = new AbortController();

/** One sentence in, one node out, or the next version of a node. */
async function main(): Promise<void> {
  const { values, positionals } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      refine: { type: "string" },
      json: { type: "boolean", default: false },
      subject: { type: "string", default: "local" },
    },
  });
  const sentence = { text: positionals.join(" "), refines: values.refine };
  if (!sentence.text) throw new CannotStart(usage);
  await using api = await reachApi();
  const token = await issueToken(values.subject);
  const node = await generateNode(sentence, { url: api.url, token, onEvent });
  console.log(values.json ? JSON.stringify(node, null, 2) : describeNode(node));
}

/** The stack that runs on the data directory, or one just for this command. */
async function reachApi(): Promise<AsyncDisposable & { url: string }> {
  const { environment, dataDir } = commandEnvironment();
  const running = findRunningStack(dataDir);
  if (running) return { url: running.url, [Symbol.asyncDispose]: async () => {} };
  console.error("no stack runs here, starting one");
  // Loading all that a stack is made of takes longer than asking one that runs.
  const { startStack } = await import("./stack.ts");
  const starting = startStack({
    assembly: () => assembleIn(dataDir, environment),
    dataDir,
    port: 0,
    settings: environment,
  });
  endOnSignal(starting, { status: 130, onSignal: () => interruption.abort() });
  const stack = await starting;
  return { url: stack.url, [Symbol.asyncDispose]: () => stack.close() };
}

async function issueToken(subject: string): Promise<string> {
  const { environment, dataDir } = commandEnvironment();
  const issuer = await openIssuer(dataDir, tokenNames(environment));
  return issuer.issueToken({ subject, ttl: "15m" });
}

function onEvent(event: JobEvent): void {
  if (interruption.signal.aborted) return;
  console.error(describeEvent(event));
}

function fail(error: unknown): void {
  if (interruption.signal.aborted) return;
  if (!(error instanceof GenerationFailed)) exitWith(error);
  const { message, code, errors, jobId } = error;
  const details = errors.map((detail) => `  ${detail.path}: ${detail.message}`);
  const tried =
    jobId === undefined
      ? []
      : [`job ${jobId}: its attempts can be read at /api/jobs/${jobId}/transcript`];
  console.error(plainText([`${message} (${code})`, ...details, ...tried].join("\n")));
  process.exit(1);
}

main().catch(fail);
