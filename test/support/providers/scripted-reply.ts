import type { IncomingHttpHeaders } from "node:http";

/** What a provider's server was asked, as it came over the wire. */
export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  readonly body: any;
}

export interface ScriptedUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

/** What a server answers, in words that hold for every wire format; each server renders its own. */
export type ScriptedReply =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly stop?: "complete" | "max_tokens" | "context_exceeded" | "content_filter";
      readonly usage?: ScriptedUsage;
    }
  | { readonly kind: "refusal"; readonly text: string }
  /** An error answer. `type` is the provider's own word; without it, its usual one for the status. */
  | {
      readonly kind: "error";
      readonly status: number;
      readonly type?: string;
      readonly message?: string;
      readonly parameter?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** An error event after some text, in a stream that began with 200. */
  | { readonly kind: "error-in-stream"; readonly type: string; readonly text: string }
  /** The connection breaks in the middle of the reply. */
  | { readonly kind: "cut"; readonly text: string }
  /** The stream ends cleanly, but without the event that ends a reply. */
  | { readonly kind: "ended-early"; readonly text: string }
  /** Some text, then nothing more; the connection stays open. */
  | { readonly kind: "stalled"; readonly text: string }
  /** A whole reply, after so many signs of life, 50 ms apart, that carry nothing. */
  | { readonly kind: "pinging"; readonly text: string; readonly pings: number }
  /** Nothing at all, not even headers. */
  | { readonly kind: "slow-headers" }
  /** A proxy's page, with status 200. */
  | { readonly kind: "page" }
  /** Any body with status 200, sent as the stream. */
  | { readonly kind: "raw"; readonly body: string };

/** Chooses the reply to the n-th request, counted from 1. */
export type Script = (request: RecordedRequest, n: number) => ScriptedReply;

export const defaultUsage: ScriptedUsage = { input: 120, cached: 30, output: 40, reasoning: 5 };

/** A script that gives these replies in order, and the last one from then on. */
export const inOrder =
  (first: ScriptedReply, ...rest: ScriptedReply[]): Script =>
  (_request, n) =>
    [first, ...rest][n - 1] ?? rest.at(-1) ?? first;

/** Text in a few parts, as models send it. */
export const partsOf = (text: string): string[] => text.match(/[\s\S]{1,24}/g) ?? [];
