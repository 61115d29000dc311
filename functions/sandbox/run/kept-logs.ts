/**
 * Log lines in memory that worker and main thread share, behind the beat, so that those of a run
 * that had to be ended with its thread are not lost.
 */
const usedIndex = 2;
const droppedIndex = 3;
const startBytes = 16;

/** All that a log book takes, with a separator for each line. */
const capacity = (64 << 10) + 200;

/** What a worker shares with the main thread: the beat, and this. */
export const sharedBytes = startBytes + capacity;

/** Log lines hold no control character but tab and line feed. */
const separator = "\0";

export class KeptLogs {
  readonly #numbers: Int32Array;
  readonly #bytes: Buffer;

  /** Where there is no room behind the beat, nothing is kept. */
  constructor(beat: Int32Array) {
    this.#numbers = beat;
    const start = Math.min(startBytes, beat.buffer.byteLength);
    const length = Math.min(capacity, beat.buffer.byteLength - start);
    this.#bytes = Buffer.from(beat.buffer, start, length);
  }

  add(line: string): void {
    const text = line + separator;
    const used = this.#used();
    if (used + Buffer.byteLength(text) > this.#bytes.length) return;
    // Counted after it was written: the thread may be ended at any moment.
    this.#store(usedIndex, used + this.#bytes.write(text, used));
  }

  dropped(count: number): void {
    this.#store(droppedIndex, count);
  }

  clear(): void {
    this.#store(usedIndex, 0);
    this.#store(droppedIndex, 0);
  }

  read(): { readonly logs: string[]; readonly logsDropped: number } {
    const lines = this.#bytes.toString("utf8", 0, this.#used()).split(separator).slice(0, -1);
    const logsDropped = Math.max(0, this.#load(droppedIndex));
    return { logs: withDropNote(lines, logsDropped), logsDropped };
  }

  #used(): number {
    return Math.min(Math.max(0, this.#load(usedIndex)), this.#bytes.length);
  }

  #load(index: number): number {
    return index < this.#numbers.length ? Atomics.load(this.#numbers, index) : 0;
  }

  #store(index: number, value: number): void {
    if (index < this.#numbers.length) Atomics.store(this.#numbers, index, value);
  }
}

export const withDropNote = (lines: readonly string[], dropped: number): string[] =>
  dropped === 0 ? [...lines] : [...lines, "(further log entries were dropped)"];
