import type { JsonObject } from "#schemas/json.ts";
import type { HttpExchange } from "#schemas/sandbox.ts";

/** A request with the pattern that answers it, and a run of the node that shows it was understood. */
export interface AnsweredRequest {
  readonly request: string;
  readonly pattern: string;
  /** Without the inputs that the request sets. */
  readonly inputs: JsonObject;
  /** A part of the output. */
  readonly output: JsonObject;
  /** What the node asks for, where it is an effect. */
  readonly http?: readonly HttpExchange[];
}

export const answered = (
  pattern: string,
  request: string,
  inputs: JsonObject,
  output: JsonObject,
  http: readonly HttpExchange[] = [],
): AnsweredRequest => ({ request, pattern, inputs, output, http });
