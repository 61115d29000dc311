import { functionLog } from "#shared/http/function-log.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import { watchedFunction } from "#shared/http/watched-function.ts";
import { lazy } from "#shared/lazy.ts";
import { purgeNodes } from "#shared/nodes/purge-nodes.ts";
import { purgeStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

const services = lazy(() => ({ nodes: purgeStore(process.env), clock: systemClock }));

export const handler = watchedFunction({ kind: "node_purge" }, async () => {
  const log = functionLog(process.env);
  const result = await purgeNodes({
    ...(await services()),
    onFault: (error, { tenant, id }) => {
      log.error("node could not be purged", { tenant, nodeId: id, error });
      functionMetrics.count("service_errors_total", { function_kind: "node_purge" });
    },
  });
  if (result.purged > 0) log.info("nodes purged", { count: result.purged });
  return result;
});
