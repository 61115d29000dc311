import type { OnStream } from "../functions/execution-environment.ts";

/** Runs a function of the stack, by ARN or name. Rejects where Lambda itself would refuse. */
export type Invoke = (
  functionArn: string,
  payload: string,
  onStream?: OnStream,
) => Promise<InvokeResult>;

export interface InvokeResult {
  readonly payload: string;
  /** Set when the function failed; the payload then holds the error. */
  readonly functionError?: string;
}
