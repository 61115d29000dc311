/** `ctx.fetch`: requests as JSON text to the host, which decides; replies by number. */
export function makeRequests({ host, primordials, abortSignal, callPlace, Response }) {
  const { parse, stringify, mapGet, mapSet, mapDelete, toUpperCase, toLowerCase } = primordials;
  const { isArray, entries, weakSetAdd, weakSetHas, toBase64, isView } = primordials;
  const hasOwn = Object.hasOwn;
  const PromiseConstructor = Promise;
  const Failure = TypeError;
  const pending = new Map();
  const refusals = new WeakSet();
  let lastId = 0;

  const headerPairs = (given) => {
    if (given === undefined || given === null) return [];
    if (typeof given.entries === "function" && !isArray(given)) return [...given.entries()];
    return isArray(given) ? given : entries(given);
  };

  const bodyOf = (body) => {
    if (body === undefined || body === null) return {};
    if (typeof body === "string") return { text: body, type: "text/plain;charset=UTF-8" };
    if (body instanceof URLSearchParams) {
      return { text: String(body), type: "application/x-www-form-urlencoded;charset=UTF-8" };
    }
    if (body instanceof ArrayBuffer) return { base64: toBase64(new Uint8Array(body)) };
    if (isView(body)) {
      return { base64: toBase64(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)) };
    }
    const wish = "a string, URLSearchParams or bytes; use JSON.stringify for JSON";
    const error = new Failure(`the body of a request must be ${wish}`);
    throw callPlace.give(error, callPlace.take());
  };

  const describeRequest = (url, init) => {
    const { text, base64, type } = bodyOf(init.body);
    const headers = headerPairs(init.headers).map(([name, value]) => [String(name), String(value)]);
    const hasType = headers.some(([name]) => toLowerCase(name) === "content-type");
    if (type !== undefined && !hasType) headers.push(["content-type", type]);
    const target = typeof url === "object" && url !== null && "href" in url ? url.href : url;
    const method = toUpperCase(String(init.method ?? "GET"));
    return stringify({ __proto__: null, url: String(target), method, headers, text, base64 });
  };

  const fetch = async (url, init = {}) => {
    const options = init ?? {};
    const { signal } = options;
    if (abortSignal.is(signal) && abortSignal.aborted(signal)) throw abortSignal.reason(signal);
    const request = describeRequest(url, options);
    const place = callPlace.take();
    lastId += 1;
    const id = lastId;
    return new PromiseConstructor((resolve, reject) => {
      mapSet(pending, id, { resolve, reject, place });
      host("fetch", String(id), request);
      if (!abortSignal.is(signal)) return;
      abortSignal.listen(signal, () => {
        if (mapGet(pending, id) === undefined) return;
        mapDelete(pending, id);
        host("abort", String(id));
        reject(abortSignal.reason(signal));
      });
    });
  };

  const failure = (reply, place) => {
    const error = callPlace.give(new Failure(reply.failed), place);
    if (reply.refused === true) weakSetAdd(refusals, error);
    return error;
  };

  /** The host calls this with what became of a request. */
  const settle = (id, text) => {
    const waiting = mapGet(pending, id);
    if (waiting === undefined) return;
    mapDelete(pending, id);
    const reply = parse(text);
    if (hasOwn(reply, "failed")) waiting.reject(failure(reply, waiting.place));
    else waiting.resolve(new Response(reply));
  };

  const isRefusal = (thrown) =>
    typeof thrown === "object" && thrown !== null && weakSetHas(refusals, thrown);
  return { fetch, settle, isRefusal };
}
