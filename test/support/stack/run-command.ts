import { spawn } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the commands of `local/` to its end. */
export async function runCommand(
  command: string,
  options: {
    parameters?: string[];
    dataDir: string;
    port?: string;
    environment?: Record<string, string>;
  },
): Promise<Ended> {
  const { parameters = [], dataDir, port = "0", environment } = options;
  const child = spawn(process.execPath, [`local/${command}.ts`, ...parameters], {
    cwd: root,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: port, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const status = await new Promise<number | null>((settle) => child.once("close", settle));
  return { status, ...output };
}
