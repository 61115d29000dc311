import type { GenerationRequest } from "#schemas/generation.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import { AppError } from "../../app-error.ts";
import type { ContextTask } from "./context-task.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { metadataText } from "./metadata-text.ts";
import type { Measure } from "./section.ts";

type Asked = Pick<ContextTask, "request" | "context" | "previous" | "current" | "metadata">;

/** The refusal of what does not fit: how much is allowed, and what takes how much. */
export const tooLarge = (
  asked: Asked,
  { measure, room }: { measure: Measure; room: number },
): AppError => {
  const allowed = Math.max(0, Math.floor(room));
  return new AppError(
    "payload_too_large",
    `The language model's window leaves ${allowed} tokens for the request and what belongs to it; it takes more.`,
    { errors: partsOf(asked).map(([path, text]) => detailOf(path, measure(text))) },
  );
};

const partsOf = ({ request, context, previous, current, metadata }: Asked): [string, string][] => {
  const { examples, tests } = context;
  const parts: [string, string | undefined][] = [
    ["request", request],
    ["context.examples", examples && JSON.stringify(examples)],
    ["context.tests", tests && JSON.stringify(tests)],
    ["node", current && metadataText(current) + current.execution_code],
    ["node", metadata && metadataText(metadata)],
    ["last attempt", previous && (previous.content?.execution_code ?? previous.reply)],
  ];
  return parts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]));
};

const detailOf = (path: string, tokens: number): ProblemDetail => ({
  path,
  code: "too-large",
  message: `takes about ${tokens} tokens`,
});

/** What our own fixed sections and the frame of the operation take at least. */
const ownTokens = 1_500;

/**
 * Refuses at once what no context of this window could hold. `window`: tokens of prompt and reply
 * together, undefined where they are not known.
 * @throws AppError `payload_too_large`
 */
export const requireFits = (
  { request, context = {} }: GenerationRequest,
  window: number | undefined,
): void => {
  if (window === undefined) return;
  const room = window - ownTokens;
  const texts = partsOf({ request, context }).map(([, text]) => text);
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  if (tokens > room) throw tooLarge({ request, context }, { measure: estimateTokens, room });
};
