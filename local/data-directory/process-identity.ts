import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as z from "zod";

/** A process, told apart from a later one that was given the same id. */
export const ProcessIdentity = z.strictObject({
  pid: z.int(),
  /** Of the system's own kind; only ever compared. */
  startedAt: z.string(),
  command: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The process with this id; undefined where there is none, or only what is left of one. */
export function identify(pid: number): ProcessIdentity | undefined {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

export function isRunning(identity: ProcessIdentity): boolean {
  const present = identify(identity.pid);
  return present?.startedAt === identity.startedAt && present.command === identity.command;
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is a name in brackets, which may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    const startedAt = fields[19];
    if (startedAt === undefined || state === "Z" || state === "X") return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    // Its memory is gone already: it ends, whatever its state still says.
    return command === "" ? undefined : { pid, startedAt, command };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessIdentity | undefined {
  try {
    const fields = ["-o", "stat=,lstart=,command=", "-p", String(pid)];
    const line = execFileSync("ps", fields, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const match = /^(\S+)\s+(\S+ +\S+ +\S+ +\S+ +\S+)\s+(.*)$/.exec(line.trim());
    const [, state = "", startedAt = "", command = ""] = match ?? [];
    return match && !state.startsWith("Z") ? { pid, startedAt, command } : undefined;
  } catch {
    return undefined;
  }
}
