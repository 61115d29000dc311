/** Thrown where the local run cannot start for a reason that its user can mend. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** Ends a command with one sentence for what its user can mend, and with all there is otherwise. */
export function exitWith(error: unknown): never {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exit(1);
}
