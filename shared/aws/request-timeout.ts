/**
 * Options of a client's `requestHandler`: it gives up a request after so many milliseconds. Without
 * them the SDK waits for an answer for ever.
 */
export const requestTimeout = (milliseconds: number) => ({
  connectionTimeout: 1_000,
  requestTimeout: milliseconds,
  throwOnRequestTimeout: true,
});

/**
 * The same with a new connection for each request, for requests that must not be made twice. A
 * function is frozen between its invocations; a connection that its peer closed meanwhile is found
 * to be dead only by the request that uses it, which then fails without anybody having seen it.
 */
export const freshConnection = (milliseconds: number) => {
  const agent = { keepAlive: false };
  return { ...requestTimeout(milliseconds), httpAgent: agent, httpsAgent: agent };
};
