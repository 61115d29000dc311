import { vi } from "vitest";

export type LogLine = Readonly<Record<string, unknown>>;

/** What `run` writes to the log of its function, parsed. */
export async function capturedLines(run: () => unknown): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const written = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    for (const line of String(chunk).split("\n")) if (line !== "") lines.push(JSON.parse(line));
    return true;
  });
  try {
    await run();
  } finally {
    written.mockRestore();
  }
  return lines;
}

/** The metrics of such lines, each with its value and dimensions. */
export const metricsIn = (lines: readonly LogLine[]): LogLine[] =>
  lines
    .filter((line) => "_aws" in line)
    .map(({ _aws, timestamp, level, message, ...values }) => values);
