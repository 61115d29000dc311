/** An answer on its way to the caller; a header may occur more than once. */
export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer | AnswerStream;
}

/** A body that is still being made. Must be read to its end, also when nobody wants it any more. */
export interface AnswerStream {
  /** Throws where the function failed half way. */
  readonly chunks: AsyncIterable<Buffer>;
  /** When the caller is cut off, by `performance.now()`. */
  readonly endsAt: number;
  /** Longest silence, in milliseconds, after which the caller is cut off. */
  readonly idleMs: number;
}
