import { AppError } from "../app-error.ts";
import { addressBytes } from "../network/ip-address.ts";
import { isPublicAddress } from "../network/public-address.ts";

/** What the operator allows beyond public addresses by https. */
export interface EndpointPolicy {
  /** Hosts (`localhost`, `[::1]`) or hosts with ports (`10.0.0.7:11434`), in lower case. */
  readonly allowedHosts: ReadonlySet<string>;
}

/** Reads the setting: hosts with commas between them. */
export const endpointPolicy = (hosts: string): EndpointPolicy => ({
  allowedHosts: new Set(
    hosts
      .split(",")
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ""),
  ),
});

/** Whether the operator vouches for the host, whatever its address and protocol. */
export const isAllowedHost = (url: URL, { allowedHosts }: EndpointPolicy): boolean =>
  allowedHosts.has(url.hostname) || allowedHosts.has(url.host);

/** Names that never lead outside: RFC 6761, RFC 6762 and the private top level of ICANN. */
const insideName = /(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/;

/**
 * What is wrong with the endpoint of a configuration, in a sentence; undefined where nothing is.
 * Only what can be seen in the text: where a name leads is checked with every connection.
 */
export function checkApiUrl(text: string, policy: EndpointPolicy): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return "must be an http or https URL";
  if (url.username !== "" || url.password !== "") {
    return "must not hold a user name or a password: the key has a field of its own";
  }
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text)) {
    return "must not have a query or a fragment: paths are added to it";
  }
  if (isAllowedHost(url, policy)) return undefined;
  if (url.protocol !== "https:") return "must begin with https://, since the key is sent to it";
  return isInside(url.hostname)
    ? "must be at a public address, or at a host that the operator allows"
    : undefined;
}

function isInside(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return addressBytes(bare) === undefined ? insideName.test(bare) : !isPublicAddress(bare);
}

/** @throws AppError `invalid_request`, naming the field */
export function requireApiUrl(
  text: string,
  policy: EndpointPolicy,
  path = "body.apiConfig.apiUrl",
): void {
  const message = checkApiUrl(text, policy);
  if (message === undefined) return;
  throw new AppError("invalid_request", "The request is not valid.", {
    errors: [{ path, code: "bad_api_url", message }],
  });
}
