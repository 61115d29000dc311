import { pinnedFetch } from "../network/pinned-fetch.ts";
import {
  AddressNotPublic,
  type ResolveAddresses,
  resolvePublic,
} from "../network/resolve-public.ts";
import { providerFailure } from "./provider-failure.ts";
import type { Fetch } from "./watched-fetch.ts";

export interface EndpointOptions {
  /** Whether the operator vouches for the host; such a host is reached as it is. */
  readonly isAllowed: (url: URL) => boolean;
  readonly resolve?: ResolveAddresses;
  /** Connects to a checked address; replaced only where a test has no public one. */
  readonly connect?: (request: Request, address: string) => Promise<Response>;
}

/**
 * `fetch` for endpoints that tenants name: by https, to a public address that was checked and is
 * the one connected to, so that neither a name that changes its address nor a redirect leads inside.
 * @throws ProviderError `network` with `AddressNotPublic` as its cause
 */
export function endpointFetch({
  isAllowed,
  resolve,
  connect = pinnedFetch,
}: EndpointOptions): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (isAllowed(url)) return fetch(request, { redirect: "manual" });
    if (url.protocol !== "https:") throw refused(new AddressNotPublic(url.hostname));
    return connect(request, await checkedAddress(url.hostname, resolve));
  };
}

async function checkedAddress(
  hostname: string,
  resolve: ResolveAddresses | undefined,
): Promise<string> {
  try {
    return await resolvePublic(hostname, resolve);
  } catch (error) {
    throw error instanceof AddressNotPublic ? refused(error) : error;
  }
}

const refused = (cause: AddressNotPublic) =>
  providerFailure("network", {
    message: "The provider's address is not a public one that is reached by https.",
    retryable: false,
    cause,
  });
