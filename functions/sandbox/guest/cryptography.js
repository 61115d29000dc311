/**
 * Gives the errors of `crypto.subtle` the names that the standard has, and refuses what the engine
 * would do differently without a word.
 */
export function installCryptography({ primordials }) {
  const { apply, define, getPrototypeOf, startsWith } = primordials;
  const Exception = DOMException;
  const prototype = getPrototypeOf(crypto.subtle);

  const nameOf = (method, message) => {
    if (startsWith(message, "Un")) return "NotSupportedError";
    if (message === "Key is not extractable") return "InvalidAccessError";
    if (method === "importKey" || method === "unwrapKey") return "DataError";
    return "OperationError";
  };
  const named = (method, error) => {
    const message = `${error?.message}`;
    if (error?.name !== "Error") return error;
    return startsWith(message, "Invalid")
      ? new TypeError(message)
      : new Exception(message, nameOf(method, message));
  };
  const check = (algorithm) => {
    const length = algorithm?.tagLength;
    if (length === undefined || length === 128) return;
    throw new Exception("a tagLength other than 128 is not available", "NotSupportedError");
  };

  const ciphers = ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
  const keys = ["digest", "generateKey", "importKey", "exportKey", "deriveBits", "deriveKey"];
  for (const method of [...ciphers, ...keys, "sign", "verify"]) {
    const engineMethod = prototype[method];
    define(prototype, method, async function (...values) {
      // The algorithm is the first value, or the last but a few of those that wrap a key.
      for (const value of values) if (typeof value === "object") check(value);
      try {
        return await apply(engineMethod, this, values);
      } catch (error) {
        throw named(method, error);
      }
    });
  }
}
