import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CannotStart } from "../cannot-start.ts";

/** Asks on the terminal. Without one, what was not given cannot be asked for. */
export async function ask(question: string, option: string, preset = ""): Promise<string> {
  const hint = preset === "" ? "" : ` [${preset}]`;
  const answer = await answerTo(`${question}${hint}: `, option, process.stderr);
  return answer.trim() || preset;
}

/** What is typed is not shown. */
export async function askSecretly(question: string, option: string): Promise<string> {
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_part, _encoding, done) => done() });
  try {
    return (await answerTo("", option, silent)).trim();
  } finally {
    process.stderr.write("\n");
  }
}

async function answerTo(
  prompt: string,
  option: string,
  output: NodeJS.WritableStream,
): Promise<string> {
  if (!process.stdin.isTTY) throw new CannotStart(`no terminal to ask on: give ${option}`);
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await terminal.question(prompt);
  } finally {
    terminal.close();
  }
}
