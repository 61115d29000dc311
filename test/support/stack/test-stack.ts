import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { localIssuer, type TokenRequest } from "../../../local/issuer/issuer.ts";
import { type Stack, startStack } from "../../../local/stack.ts";
import type { StackOptions } from "../../../local/stack-options.ts";
import { functionProcesses } from "./function-processes.ts";

export interface TestTokenRequest extends TokenRequest {
  readonly audience?: string;
  /** Negative for a token that has expired. */
  readonly ttlSeconds?: number;
}

export interface TestStack extends Omit<Stack, "issueToken"> {
  readonly dataDir: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  issueToken(request: TestTokenRequest): Promise<string>;
  /** Everything that functions, gateway and runner have logged so far. */
  readLogs(): Promise<string>;
  /** Kills a function's processes, of all stacks of this test, in the middle of what they do. */
  killEnvironments(functionName: string): Promise<void>;
}

/**
 * Starts the whole stack on any port, with the guard on and a data directory of its own that is
 * removed at the end. Needs `assemble-once.ts` as the project's global set-up.
 */
export async function startTestStack(options: Partial<StackOptions> = {}): Promise<TestStack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "stack-")));
  const lines: string[] = [];
  const stack = await startStack({
    assembly: inject("assembly"),
    port: 0,
    log: (source, line) => lines.push(`${source}: ${line}`),
    ...options,
    dataDir,
  });
  return {
    ...stack,
    dataDir,
    issuer: localIssuer,
    issueToken: ({ audience, ttlSeconds, ...request }) =>
      stack.issueToken({
        ...request,
        ...(ttlSeconds !== undefined && { ttl: ttlSeconds }),
        claims: { ...(audience !== undefined && { aud: audience }), ...request.claims },
      }),
    readLogs: async () => lines.join("\n"),
    killEnvironments: async (name) => {
      for (const pid of functionProcesses(process.pid, name)) process.kill(pid, "SIGKILL");
    },
    close: async () => {
      await stack.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
