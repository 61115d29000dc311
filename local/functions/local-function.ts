import { randomUUID } from "node:crypto";
import { createEnvironmentLimit } from "./environment-limit.ts";
import { createEnvironmentPool } from "./environment-pool.ts";
import { type FunctionAnswer, type OnStream, startEnvironment } from "./execution-environment.ts";
import { checkDefinition, type FunctionDefinition } from "./function-definition.ts";
import { checkInvocation } from "./invocation-checks.ts";

export interface InvocationOptions {
  readonly tenantId?: string | undefined;
  readonly onStream?: OnStream | undefined;
}

export interface InvocationResult extends FunctionAnswer {
  readonly requestId: string;
  /** With the wait for an environment, and its start where one had to be started. */
  readonly durationMs: number;
}

export interface LocalFunction {
  readonly definition: FunctionDefinition;
  /**
   * Runs one event, a JSON text. What the code does wrong is in the result; throws
   * `InvocationRefused` where Lambda itself would refuse.
   */
  invoke(payload: string, options?: InvocationOptions): Promise<InvocationResult>;
  /** How many environments stand still, waiting for an event. */
  idle(): number;
  /** Kills all environments; resolves when their processes are gone. */
  close(): Promise<void>;
}

/**
 * Runs a function the way Lambda does: as many environments as there are events at a time. Lambda
 * has room for hundreds and this machine has not, so events wait here that would not wait there.
 */
export function createLocalFunction(
  definition: FunctionDefinition,
  limit = createEnvironmentLimit(Number.POSITIVE_INFINITY),
): LocalFunction {
  checkDefinition(definition);
  const pool = createEnvironmentPool({
    maxEnvironments: definition.maxEnvironments ?? 8,
    idleSeconds: definition.idleSeconds ?? 60,
    waitSeconds: definition.waitSeconds ?? 20,
    limit,
    start: (tenantId) => startEnvironment(definition, tenantId),
  });
  return {
    definition,
    async invoke(payload, { tenantId, onStream } = {}) {
      checkInvocation(definition, payload, tenantId);
      const requestId = randomUUID();
      const startedAt = performance.now();
      const slot = await pool.take(tenantId);
      const environment = await slot.environment;
      const answer = await environment.run(requestId, payload, onStream);
      await pool.release(slot);
      return { ...answer, requestId, durationMs: performance.now() - startedAt };
    },
    idle: () => pool.idle(),
    close: () => pool.close(),
  };
}
