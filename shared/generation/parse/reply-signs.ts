import { isRecord } from "./unwrap-draft.ts";

const declines =
  /\b(?:i(?:'|’)?m sorry|i am sorry|i apologi[sz]e|i can(?:'|’)?t (?:help|assist|do|create|provide)|i cannot|i(?:'|’)?m (?:not able|unable)|i am (?:not able|unable)|i won(?:'|’)?t)\b/i;

/** A soft mark: words of regret near the start of a text that holds no block. */
export const looksLikeRefusal = (text: string): boolean => declines.test(text.slice(0, 400));

/** The error object that an endpoint sends under status 200. */
export const isProviderError = (value: unknown): boolean =>
  isRecord(value) &&
  !Object.hasOwn(value, "name") &&
  (value.type === "error" || isErrorBody(value.error));

const isErrorBody = (error: unknown): boolean =>
  typeof error === "string" || (isRecord(error) && typeof error.message === "string");
