import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** All addresses of a name, as texts. Rejects if there are none. */
export type ResolveAddresses = (hostname: string) => Promise<readonly string[]>;

/** The host is, or may be, at an address that is not public. Its message names only the host. */
export class AddressNotPublic extends Error {
  constructor(hostname: string) {
    super(`the host "${hostname}" is not at a public address`);
    this.name = "AddressNotPublic";
  }
}

export const systemResolve: ResolveAddresses = async (hostname) => {
  const answers = await lookup(hostname, { all: true, verbatim: true });
  return answers.map(({ address }) => address);
};

/**
 * The one address to connect to. Every answer must be public: a name that also leads inside is
 * not to be trusted, and a later answer may differ. Connect to what is returned, never to the
 * name again. Throws `AddressNotPublic`, or what `resolve` rejects with.
 */
export async function resolvePublic(
  hostname: string,
  resolve: ResolveAddresses = systemResolve,
): Promise<string> {
  const bare = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(bare) === 0 ? await resolve(bare) : [bare];
  const [first] = addresses;
  if (first === undefined || !addresses.every(isPublicAddress)) {
    throw new AddressNotPublic(bare);
  }
  return first;
}
