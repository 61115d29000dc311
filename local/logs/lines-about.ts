import type { LogLine } from "./log-lines.ts";

/** What the function that takes a generation writes: it joins a request and its job. */
const joining = "job accepted";

/**
 * The lines about a job, a request or a node, over all functions, in the order of time. With a job
 * come those of the request that made it; with a request those of the jobs it made; with a node
 * those of its jobs. `read` gives all lines, and is called twice, so that not all have to be kept.
 */
export async function linesAbout(
  id: string,
  read: () => AsyncIterable<LogLine>,
): Promise<LogLine[]> {
  const links = await linksOf(id, read());
  const found: LogLine[] = [];
  for await (const line of read()) if (isAbout(line, id, links)) found.push(line);
  return found.sort((one, other) => one.at.localeCompare(other.at));
}

interface Links {
  readonly jobs: ReadonlySet<string>;
  /** What made those jobs. */
  readonly requests: ReadonlySet<string>;
}

async function linksOf(id: string, lines: AsyncIterable<LogLine>): Promise<Links> {
  const jobs = new Set<string>();
  const madeBy = new Map<string, string>();
  for await (const { message, jobId, requestId, nodeId } of lines) {
    if (jobId === undefined) continue;
    const joins = message === joining;
    if (joins && requestId !== undefined) madeBy.set(jobId, requestId);
    if (jobId === id || nodeId === id || (joins && requestId === id)) jobs.add(jobId);
  }
  return { jobs, requests: new Set([...jobs].flatMap((job) => madeBy.get(job) ?? [])) };
}

function isAbout(line: LogLine, id: string, { jobs, requests }: Links): boolean {
  const { jobId, requestId, nodeId } = line;
  if ([jobId, requestId, nodeId].includes(id)) return true;
  if (jobId !== undefined) return jobs.has(jobId);
  return requestId !== undefined && requests.has(requestId);
}
