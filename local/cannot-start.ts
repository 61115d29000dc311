/** Thrown where the local run cannot start for a reason that its user can mend. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** Ends a command with one sentence for what its user can mend, and with all there is otherwise. */
export function exitWith(error: unknown): never {
  console.error(error instanceof CannotStart ? error.message : (missingInShell(error) ?? error));
  process.exit(1);
}

/** What the SDK of AWS looks for in a shell and does not find; it has no classes for these. */
function missingInShell(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message === "Region is missing") {
    return "this shell names no AWS region: set AWS_REGION, or AWS_PROFILE of one that has it";
  }
  return error.name === "CredentialsProviderError"
    ? "this shell has no AWS credentials: set AWS_PROFILE, or sign in"
    : undefined;
}
