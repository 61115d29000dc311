import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";

/** A line of a function's log that names whom it is about. */
export interface LogLine {
  readonly source: string;
  readonly at: string;
  readonly level: string;
  readonly message: string;
  readonly jobId: string | undefined;
  readonly requestId: string | undefined;
  readonly nodeId: string | undefined;
  /** All else it says. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const Id = z.string().optional().catch(undefined);

const Line = z
  .looseObject({
    timestamp: z.iso.datetime(),
    level: z.string(),
    message: z.string(),
    jobId: Id,
    requestId: Id,
    nodeId: Id,
  })
  .transform(({ timestamp: at, level, message, jobId, requestId, nodeId, ...fields }) => ({
    ...{ at, level, message, jobId, requestId, nodeId, fields },
  }));

/** All such lines of a directory of logs, each file's in its order. */
export async function* logLines(directory: string): AsyncGenerator<LogLine> {
  for (const name of await logFiles(directory)) {
    const source = name.replace(/\.log(\.old)?$/, "");
    const input = createReadStream(join(directory, name));
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = readLine(text);
      if (line !== undefined) yield { source, ...line };
    }
  }
}

/** None where no stack has run yet. */
async function logFiles(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => /\.log(\.old)?$/.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Undefined for what is no line of ours, such as the runtime's own words. */
function readLine(text: string): Omit<LogLine, "source"> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
