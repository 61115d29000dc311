import type { Access } from "./evaluate.ts";

/** That a function did something, allowed or not, and how often. */
export interface Usage {
  readonly function: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  readonly count: number;
}

/** What all functions did, so that a test can find grants that nobody uses. */
export function createUsageRecord() {
  const entries = new Map<string, Usage>();
  return {
    add(caller: string, { action, resource }: Access, allowed: boolean): void {
      const key = JSON.stringify([caller, action, resource, allowed]);
      const count = (entries.get(key)?.count ?? 0) + 1;
      entries.set(key, { function: caller, action, resource, allowed, count });
    },
    list: (): Usage[] => [...entries.values()],
  };
}
