import { createServer, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { listen } from "../../../local/http.ts";

/** Where a function under test stops, until its test lets it on. */
export async function startGate() {
  const waiting = new Map<string, PromiseWithResolvers<ServerResponse>>();
  const at = (name: string) => {
    const known = waiting.get(name) ?? Promise.withResolvers<ServerResponse>();
    waiting.set(name, known);
    return known;
  };
  const server = createServer((request, response) =>
    at(request.url?.slice(1) ?? "").resolve(response),
  );
  const { url, close } = await listen(server);
  onTestFinished(close);
  return {
    url,
    /** Resolves when the function stands there. */
    reached: async (name: string): Promise<void> => {
      await at(name).promise;
    },
    open: async (name: string): Promise<void> => {
      (await at(name).promise).end();
    },
  };
}
