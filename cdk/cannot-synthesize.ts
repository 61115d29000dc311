/** What is asked for cannot be synthesized; the message is one sentence that says what to set. */
export class CannotSynthesize extends Error {
  override readonly name = "CannotSynthesize";
}

/** Runs a command; what cannot be synthesized is its one sentence, without a stack of calls. */
export async function sayWhyNot(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof CannotSynthesize) && !isWrongArgument(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** What Node's `parseArgs` says of arguments. */
const isWrongArgument = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
