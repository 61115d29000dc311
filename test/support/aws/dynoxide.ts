import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** A DynamoDB of this machine, in memory, with nothing in it. */
export interface Dynoxide {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The package holds nothing but the program. */
const program = fileURLToPath(import.meta.resolve("@dynoxide/linux-x64/dynoxide"));
const mostStarts = 5;

export async function startDynoxide(): Promise<Dynoxide> {
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    const child = spawn(program, ["--port", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    if (await saysItListens(child)) return serverOf(child, port, kill);
    process.off("exit", kill);
    if (start === mostStarts) throw new Error("dynoxide does not start");
  }
}

/** The program takes no port 0, so another process may be faster on the port: hence the tries. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

/** It says so on standard error; a port that was taken ends it instead. */
function saysItListens(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("listening")) resolve(true);
    });
    child.once("error", reject);
    child.once("exit", () => resolve(false));
  });
}

function serverOf(child: ChildProcess, port: number, kill: () => void): Dynoxide {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      process.off("exit", kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      kill();
      await exit;
    },
  };
}
