import { type ParseArgsConfig, parseArgs } from "node:util";
import { CannotStart } from "./cannot-start.ts";

/**
 * Reads the arguments of a command. With `--help` it prints how the command is used, and ends it.
 * @throws CannotStart for arguments that the command does not take
 */
export function commandArguments<Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  if (process.argv.slice(2).includes("--help")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new CannotStart(`${sentenceOf(error.message)}\n${usage}`);
  }
}

/** Node's first sentence. What comes after it is advice on arguments in general. */
function sentenceOf(message: string): string {
  const option = /^Option '(.+)' argument is ambiguous/.exec(message)?.[1];
  if (option !== undefined) {
    return `Option '${option}' needs a value; one that starts with a dash is written ${option}=-…`;
  }
  return message.split(/\n|\. /)[0] ?? message;
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
