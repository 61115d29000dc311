/**
 * Options of a client's `requestHandler`: it gives up a request after so many milliseconds. Without
 * them the SDK waits for an answer for ever.
 */
export const requestTimeout = (milliseconds: number) => ({
  connectionTimeout: 1_000,
  requestTimeout: milliseconds,
  throwOnRequestTimeout: true,
});
