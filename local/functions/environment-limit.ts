/** Counts the environments of all functions: many functions share the memory of one machine. */
export interface EnvironmentLimit {
  started(environment: object): void;
  /** `end` must lead to `ended`. */
  becameIdle(environment: object, end: () => void): void;
  becameBusy(environment: object): void;
  ended(environment: object): void;
}

/**
 * Above `most` environments the one that has been idle longest is ended. Busy ones never are, and
 * none is refused: one function may wait for another, and both would wait for ever.
 */
export function createEnvironmentLimit(most: number): EnvironmentLimit {
  const living = new Set<object>();
  // In the order in which they became idle.
  const idle = new Map<object, () => void>();

  function endExcess(): void {
    for (const end of [...idle.values()]) {
      if (living.size <= most) return;
      end();
    }
  }

  return {
    started(environment) {
      living.add(environment);
      endExcess();
    },
    becameIdle(environment, end) {
      idle.set(environment, end);
      endExcess();
    },
    becameBusy: (environment) => void idle.delete(environment),
    ended(environment) {
      living.delete(environment);
      idle.delete(environment);
    },
  };
}
