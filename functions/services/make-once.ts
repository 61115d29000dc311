import { functionMetrics } from "#shared/http/function-metrics.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { configStore } from "./config-store.ts";
import { idempotencyStore } from "./idempotency-store.ts";
import { nodeStore } from "./stores.ts";
import { newId, systemClock } from "./system.ts";

type Source = Readonly<Record<string, string | undefined>>;

const common = (source: Source) => ({
  idempotency: idempotencyStore(source),
  metrics: functionMetrics,
  clock: systemClock,
  newId,
});

const places = (source: Source) => ({
  workTable: readEnvironment(source, "WORK_TABLE").WORK_TABLE,
});

/** For functions that make a node or a version, once for each key. */
export const nodeMaking = (source: Source) => ({
  ...common(source),
  nodes: nodeStore(source, places(source)),
});

/** For those that make a configuration. */
export const configMaking = (source: Source) => ({
  ...common(source),
  configs: configStore(source, places(source)),
});
