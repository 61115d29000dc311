import type { Assembly } from "./assembly/load-assembly.ts";
import type { Log } from "./logs.ts";
import { type QueueFaults, startEventSource } from "./services/event-source.ts";
import {
  type EventSourceMapping,
  readEventSourceMappings,
} from "./services/event-source-mapping.ts";
import type { Invoke } from "./services/invoke.ts";
import { readQueues } from "./services/queues.ts";
import { readSchedules, type Schedules, startSchedules } from "./services/schedules.ts";

interface EventsOptions {
  readonly assembly: Assembly;
  readonly queuesEndpoint: string;
  readonly invoke: Invoke;
  readonly faults?: QueueFaults | undefined;
  readonly retrySeconds?: number | undefined;
  readonly log: Log;
}

/** Starts what calls functions without a request: queues and schedules. */
export function startEvents(resources: AsyncDisposableStack, options: EventsOptions): Schedules {
  const say = (line: string) => options.log("local-run", line);
  for (const mapping of readEventSourceMappings(options.assembly)) {
    const { queuesEndpoint: endpoint, invoke, faults, retrySeconds } = options;
    const queueUrl = queueUrlOf(mapping, options);
    const source = { endpoint, queueUrl, mapping, invoke, faults, retrySeconds, log: say };
    const { close } = startEventSource(source);
    resources.defer(close);
  }
  const schedules = startSchedules({
    schedules: readSchedules(options.assembly),
    invoke: options.invoke,
    log: say,
  });
  resources.defer(() => schedules.close());
  return schedules;
}

function queueUrlOf(mapping: EventSourceMapping, { assembly, queuesEndpoint }: EventsOptions) {
  const queue = readQueues(assembly).find(({ arn }) => arn === mapping.queueArn);
  if (!queue) throw new Error(`the assembly has no queue ${mapping.queueArn} to read from`);
  return `${queuesEndpoint}/000000000000/${queue.name}`;
}
