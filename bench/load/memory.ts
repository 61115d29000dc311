import { readdirSync, readFileSync } from "node:fs";

/** The most resident memory of this process and all it started, in MiB, sampled until stopped. */
export function watchMemory(): { stop(): { here: number; functions: number } } {
  let here = 0;
  let functions = 0;
  const sample = () => {
    here = Math.max(here, process.memoryUsage.rss());
    functions = Math.max(functions, residentOfChildren());
  };
  const timer = setInterval(sample, 2_000);
  return {
    stop() {
      sample();
      clearInterval(timer);
      return { here: Math.round(here / 2 ** 20), functions: Math.round(functions / 2 ** 20) };
    },
  };
}

const pageBytes = 4_096;

/** Linux only; elsewhere there is nothing to read, and 0 is told. */
function residentOfChildren(): number {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const entry of entriesOf("/proc")) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? textOf(`/proc/${pid}/stat`) : undefined;
    if (stat === undefined) continue;
    // The name is in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    parents.set(pid, Number(fields[1]));
    resident.set(pid, Number(fields[21]) * pageBytes);
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === process.pid || isOurs(parent));
  };
  return [...resident].reduce((sum, [pid, bytes]) => (isOurs(pid) ? sum + bytes : sum), 0);
}

const entriesOf = (directory: string): string[] => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};
