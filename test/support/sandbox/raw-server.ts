import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** What a server does with a connection once the first bytes of a request are there. */
export type RawAnswer = (socket: Socket, request: string) => void;

/**
 * Servers that need not keep to HTTP, one for each host `<name>.example`. The overrides name them;
 * `open()` tells how many connections they still hold.
 */
export function useRawServers(answers: Readonly<Record<string, RawAnswer>>) {
  const overrides: Record<string, string> = {};
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  const listen = async (name: string, answer: RawAnswer) => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      // The guarded side may break off whenever it likes.
      socket.on("error", () => {});
      socket.once("data", (data) => answer(socket, data.toString("latin1")));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    overrides[`${name}.example`] = `http://127.0.0.1:${address.port}`;
  };

  beforeAll(async () => {
    for (const [name, answer] of Object.entries(answers)) await listen(name, answer);
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });
  return { overrides, open: () => sockets.size };
}
