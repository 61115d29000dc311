import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CannotStart } from "../cannot-start.ts";

/** Where is asked, and where the answer is typed. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Standard output is for what the command answers. */
export const processTerminal = (): Terminal => ({ input: process.stdin, output: process.stderr });

interface Asked {
  readonly question: string;
  /** What to give instead where there is no terminal. */
  readonly option: string;
  readonly preset?: string;
}

/** @throws CannotStart without a terminal, where what was not given cannot be asked for */
export async function ask(
  { question, option, preset = "" }: Asked,
  terminal: Terminal,
): Promise<string> {
  const hint = preset === "" ? "" : ` [${preset}]`;
  const answer = await answerTo(`${question}${hint}: `, option, terminal);
  return answer.trim() || preset;
}

/** What is typed is not shown. @throws CannotStart without a terminal */
export async function askSecretly(
  { question, option }: Asked,
  { input, output }: Terminal,
): Promise<string> {
  output.write(`${question}: `);
  const silent = new Writable({ write: (_part, _encoding, done) => done() });
  try {
    return (await answerTo("", option, { input, output: silent })).trim();
  } finally {
    output.write("\n");
  }
}

async function answerTo(
  prompt: string,
  option: string,
  { input, output }: Terminal,
): Promise<string> {
  if (!input.isTTY) throw new CannotStart(`no terminal to ask on: give ${option}`);
  const terminal = createInterface({ input, output, terminal: true });
  try {
    return await terminal.question(prompt);
  } finally {
    terminal.close();
  }
}
