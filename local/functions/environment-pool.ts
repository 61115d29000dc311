import type { ExecutionEnvironment } from "./execution-environment.ts";
import { InvocationRefused } from "./invocation-refused.ts";

/** A place for one environment, taken before its process has started. */
export interface Slot {
  readonly tenantId: string | undefined;
  readonly environment: Promise<ExecutionEnvironment>;
}

export interface EnvironmentPool {
  /** An idle environment of this tenant, or a new one. Throws when the house is full, or closed. */
  take(tenantId: string | undefined): Slot;
  /** Gives a slot back after its event. */
  release(slot: Slot): Promise<void>;
  idle(): number;
  close(): Promise<void>;
}

interface PoolOptions {
  readonly maxEnvironments: number;
  readonly idleSeconds: number;
  readonly start: (tenantId: string | undefined) => Promise<ExecutionEnvironment>;
}

/** Keeps a function's environments: never two events in one, never two tenants in one. */
export function createEnvironmentPool(options: PoolOptions): EnvironmentPool {
  const slots = new Set<Slot>();
  // In order of release, so the first has been idle longest.
  const idle = new Map<Slot, NodeJS.Timeout>();
  let closed = false;

  function takeFromIdle(slot: Slot): Slot {
    clearTimeout(idle.get(slot));
    idle.delete(slot);
    return slot;
  }

  function forget(slot: Slot): void {
    takeFromIdle(slot);
    slots.delete(slot);
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
    slot.environment
      .then(({ gone }) => gone)
      .then(
        () => forget(slot),
        () => forget(slot),
      );
    return slot;
  }

  /** In a full house another tenant's idle environment is given up. */
  function makeRoom(): void {
    if (slots.size < options.maxEnvironments) return;
    const [longestIdle] = idle.keys();
    if (longestIdle === undefined) {
      throw new InvocationRefused(
        "TooManyRequestsException",
        "Rate Exceeded.",
        "ReservedFunctionConcurrentInvocationLimitExceeded",
      );
    }
    end(longestIdle);
  }

  return {
    take(tenantId) {
      if (closed) throw new Error("The function is closed and takes no more events.");
      const newestFirst = [...idle.keys()].reverse();
      const free = newestFirst.find((slot) => slot.tenantId === tenantId);
      if (free !== undefined) return takeFromIdle(free);
      makeRoom();
      return add(tenantId);
    },
    async release(slot) {
      const environment = await slot.environment;
      if (closed || !environment.isAlive()) return end(slot);
      idle.set(slot, setTimeout(() => end(slot), options.idleSeconds * 1_000).unref());
    },
    idle: () => idle.size,
    async close() {
      closed = true;
      await Promise.allSettled([...slots].map(end));
    },
  };
}
