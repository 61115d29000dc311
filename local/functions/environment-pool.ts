import type { EnvironmentLimit } from "./environment-limit.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";
import { InvocationRefused } from "./invocation-refused.ts";
import { createWaitingLine } from "./waiting-line.ts";

/** A place for one environment, taken before its process has started. */
export interface Slot {
  readonly tenantId: string | undefined;
  readonly environment: Promise<ExecutionEnvironment>;
}

export interface EnvironmentPool {
  /**
   * An idle environment of this tenant, or a new one; in a full house the next that becomes free.
   * Rejects when none does in time, and when the pool is closed.
   */
  take(tenantId: string | undefined): Promise<Slot>;
  /** Gives a slot back after its event. */
  release(slot: Slot): Promise<void>;
  idle(): number;
  close(): Promise<void>;
}

interface PoolOptions {
  readonly maxEnvironments: number;
  readonly idleSeconds: number;
  /** Longest that an event waits for an environment. */
  readonly waitSeconds: number;
  /** Shared with the pools of other functions. */
  readonly limit: EnvironmentLimit;
  readonly start: (tenantId: string | undefined) => Promise<ExecutionEnvironment>;
}

/** Keeps a function's environments: never two events in one, never two tenants in one. */
export function createEnvironmentPool(options: PoolOptions): EnvironmentPool {
  const { limit } = options;
  const slots = new Set<Slot>();
  // In order of release, so the first has been idle longest.
  const idle = new Map<Slot, NodeJS.Timeout>();
  const waiting = createWaitingLine<string | undefined, Slot>(options.waitSeconds);
  let closed = false;

  function takeFromIdle(slot: Slot): Slot {
    clearTimeout(idle.get(slot));
    idle.delete(slot);
    limit.becameBusy(slot);
    return slot;
  }

  function forget(slot: Slot): void {
    takeFromIdle(slot);
    slots.delete(slot);
    limit.ended(slot);
  }

  async function end(slot: Slot): Promise<void> {
    forget(slot);
    const environment = await slot.environment;
    environment.end();
    await environment.gone;
  }

  function add(tenantId: string | undefined): Slot {
    const slot = { tenantId, environment: options.start(tenantId) };
    slots.add(slot);
    limit.started(slot);
    const onGone = () => {
      forget(slot);
      serveWaiting();
    };
    slot.environment.then(({ gone }) => gone).then(onGone, onGone);
    return slot;
  }

  /** In a full house another tenant's idle environment is given up. */
  function makeRoom(): boolean {
    if (slots.size < options.maxEnvironments) return true;
    const [longestIdle] = idle.keys();
    if (longestIdle === undefined) return false;
    end(longestIdle);
    return true;
  }

  function find(tenantId: string | undefined): Slot | undefined {
    const newestFirst = [...idle.keys()].reverse();
    const free = newestFirst.find((slot) => slot.tenantId === tenantId);
    if (free !== undefined) return takeFromIdle(free);
    return makeRoom() ? add(tenantId) : undefined;
  }

  function serveWaiting(): void {
    if (!closed) waiting.serve(find);
  }

  return {
    async take(tenantId) {
      if (closed) throw functionClosed();
      const found = waiting.isEmpty() ? find(tenantId) : undefined;
      return found ?? waiting.join(tenantId, throttled);
    },
    async release(slot) {
      const environment = await slot.environment;
      if (closed) return end(slot);
      if (environment.isAlive()) {
        idle.set(slot, setTimeout(() => end(slot), options.idleSeconds * 1_000).unref());
        serveWaiting();
        if (idle.has(slot)) limit.becameIdle(slot, () => end(slot));
      } else {
        const gone = end(slot);
        serveWaiting();
        await gone;
      }
    },
    idle: () => idle.size,
    async close() {
      closed = true;
      waiting.close(functionClosed());
      await Promise.allSettled([...slots].map(end));
    },
  };
}

const functionClosed = () => new Error("The function is closed and takes no more events.");

const throttled = () =>
  new InvocationRefused(
    "TooManyRequestsException",
    "Rate Exceeded.",
    "ReservedFunctionConcurrentInvocationLimitExceeded",
  );
