import { isIPv6, type LookupFunction } from "node:net";

/**
 * A `lookup` for Node's sockets that knows one address only, so that the connection goes where the
 * check looked, whatever the name resolves to by then. Host header and TLS name stay those of the
 * URL.
 */
export function pinnedLookup(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
