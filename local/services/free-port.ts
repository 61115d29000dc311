import { once } from "node:events";
import { createServer } from "node:net";
import { CannotStart } from "../cannot-start.ts";

/** A loopback port that was free a moment ago; whoever takes it must be ready to try another. */
export async function freePort(): Promise<number> {
  return tryPort(0);
}

/** Says early, and in words, what listening would fail with after all else has started. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await tryPort(port);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new CannotStart(`port ${port} cannot be used (${code}): name another one in PORT`);
  }
}

async function tryPort(port: number): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP port was given");
  return address.port;
}
