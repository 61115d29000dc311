import { readdirSync, readFileSync } from "node:fs";

/**
 * Processes of function environments whose parent is `parentPid`, of one function or of all. Reads
 * `/proc`, so that a test sees what the system runs and not what the runner believes.
 */
export function functionProcesses(parentPid: number, functionName = ""): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => isFunctionOf(pid, parentPid, functionName))
    .map(Number);
}

function isFunctionOf(pid: string, parentPid: number, functionName: string): boolean {
  try {
    const parent = /\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (Number(parent) !== parentPid) return false;
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return environment.some(
      (entry) =>
        entry.startsWith("AWS_LAMBDA_FUNCTION_NAME=") &&
        entry.toLowerCase().includes(functionName.toLowerCase()),
    );
  } catch {
    // Gone meanwhile, or not ours to read.
    return false;
  }
}
