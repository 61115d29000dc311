import type { KeptLogs } from "./kept-logs.ts";

/** The log lines of one run, within bounds. */
const mostLines = 200;
const mostBytes = 64 << 10;
const longestLine = 5_000;

/** Control characters and those of writing direction could forge lines or colours of a log. */
const forging = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

const escapeControls = (text: string) =>
  text.replaceAll(
    forging,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export class LogBook {
  readonly #lines: string[] = [];
  readonly #kept: Pick<KeptLogs, "add" | "dropped"> | undefined;
  #bytes = 0;
  #dropped = 0;

  constructor(kept?: Pick<KeptLogs, "add" | "dropped">) {
    this.#kept = kept;
  }

  /** False once the book is full; the line is then only counted. */
  add(text: string): boolean {
    const line = escapeControls(text.slice(0, longestLine)).slice(0, longestLine);
    const bytes = Buffer.byteLength(line);
    if (this.#lines.length >= mostLines || this.#bytes + bytes > mostBytes) {
      this.drop(1);
      return false;
    }
    this.#bytes += bytes;
    this.#lines.push(line);
    this.#kept?.add(line);
    return true;
  }

  /** Counts lines that the guest did not even send. */
  drop(count: number): void {
    if (!Number.isSafeInteger(count) || count <= 0 || count > 1_000) return;
    this.#dropped += count;
    this.#kept?.dropped(this.#dropped);
  }

  get lines(): string[] {
    return [...this.#lines];
  }

  get dropped(): number {
    return this.#dropped;
  }
}
