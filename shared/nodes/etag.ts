import type { VersionNumber } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";

/**
 * The entity tag of a node (RFC 9110, section 8.8.3). It names the version, which is what a change
 * is made against; deleting and undeleting change no content and keep it.
 */
export const etagOf = (node: { readonly version: VersionNumber }): string => `"v${node.version}"`;

/** @throws AppError `precondition_failed` when the node is not at the tag the caller last saw */
export function requireMatch(
  ifMatch: string | undefined,
  node: { readonly version: VersionNumber },
): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch === etagOf(node)) return;
  throw new AppError(
    "precondition_failed",
    `The node is at ${etagOf(node)}, not at ${ifMatch.slice(0, 66)}. Get it again and repeat your change.`,
  );
}
