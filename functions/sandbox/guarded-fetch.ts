import type { HttpReply } from "./http-script.ts";
import { type CheckedRequest, RequestFailed } from "./request-rules.ts";

export interface NetworkOptions {
  /** Declared host to loopback URL, for tests of nodes on this machine. */
  readonly hostOverrides?: Readonly<Record<string, string>>;
}

export async function fetchGuarded(
  _request: CheckedRequest,
  _network: NetworkOptions,
  _signal: AbortSignal,
  _mostBytes: number,
): Promise<HttpReply> {
  throw new RequestFailed("the network cannot be reached");
}
