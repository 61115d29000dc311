import type { AlarmDefinition, Watched } from "./alarm-definition.ts";
import { emitted, every, faultsOf, ofFunction, ofTable, sumOf } from "./watched-metrics.ts";

/** What keeps the rest going: schedules, limits, tables. */
export function upkeepAlarms(watched: Watched): AlarmDefinition[] {
  return [...scheduleAlarms(watched), ...limitAlarms(), ...tableAlarms(watched)];
}

function scheduleAlarms({ functions, refreshMinutes }: Watched): AlarmDefinition[] {
  const { sweeper, nodePurge, configRefresh } = functions;
  return [
    {
      name: "sweeper-failing",
      impact: "Jobs that a crash left behind are not taken up again, or late.",
      metric: sumOf(5, "Faults", faultsOf(sweeper, "sweeper")),
      above: 1,
      silence: "fine",
    },
    {
      name: "sweeper-silent",
      impact: "Nobody looks for lost jobs: after a crash generations never end.",
      metric: every(ofFunction(sweeper, "Invocations"), 5),
      below: 1,
      silence: "fault",
      essential: true,
    },
    {
      name: "jobs-abandoned",
      impact: "Generations were ended as unavailable two hours after they were accepted.",
      metric: every(emitted("jobs_abandoned_total"), 5),
      above: 0,
      silence: "fine",
    },
    {
      name: "node-purge-failing",
      impact: "Nodes stay stored although they were deleted more than 30 days ago.",
      metric: sumOf(720, "Faults", faultsOf(nodePurge, "node_purge")),
      above: 0,
      silence: "fine",
    },
    {
      name: "node-purge-silent",
      impact: "Nobody removes what was deleted long ago.",
      // Two calls a day: one of them falls into any 24 hours.
      metric: every(ofFunction(nodePurge, "Invocations"), 1_440),
      below: 1,
      silence: "fault",
    },
    {
      name: "config-refresh-failing",
      impact: "Health of configurations is not looked after, and deleted keys stay longer.",
      metric: sumOf(refreshMinutes, "Faults", faultsOf(configRefresh, "config_refresh")),
      above: 0,
      points: { over: 2, of: 2 },
      silence: "fine",
    },
    {
      name: "config-refresh-silent",
      impact: "Nobody tries the platform's configurations: what is broken shows only to users.",
      metric: every(ofFunction(configRefresh, "Invocations"), refreshMinutes),
      below: 1,
      // One call may fall to either side of a period's end.
      points: { over: 2, of: 2 },
      silence: "fault",
    },
  ];
}

function limitAlarms(): AlarmDefinition[] {
  return [
    {
      name: "limits-open",
      impact: "Requests are let through uncounted: one tenant can take the place of others.",
      metric: every(emitted("limiter_faults_total", { outcome: "opened" }), 5),
      above: 5,
      silence: "fine",
    },
    {
      name: "money-limits-failing",
      impact: "Generations are refused with 503, since what a tenant has spent cannot be read.",
      metric: every(emitted("limiter_faults_total", { outcome: "closed" }), 5),
      above: 0,
      silence: "fine",
    },
  ];
}

/** The operations that each table is asked most, at most ten in all. */
const watchedOperations = {
  nodes: ["Query", "TransactWriteItems"],
  work: ["GetItem", "Query", "TransactWriteItems"],
  account: ["BatchGetItem", "TransactWriteItems"],
} as const;

function tableAlarms({ tableNames }: Watched): AlarmDefinition[] {
  const names = Object.values(tableNames);
  return [
    {
      name: "tables-throttled",
      impact: "Calls are slow or fail with 503, since a table gets more requests than it takes.",
      metric: sumOf(
        5,
        "Throttled requests",
        names.flatMap((name) => [
          ofTable(name, "ReadThrottleEvents"),
          ofTable(name, "WriteThrottleEvents"),
        ]),
      ),
      above: 20,
      silence: "fine",
    },
    {
      name: "tables-failing",
      impact: "DynamoDB itself fails; calls get 500 where a second try does not help.",
      metric: sumOf(
        5,
        "System errors",
        Object.entries(watchedOperations).flatMap(([table, operations]) =>
          operations.map((operation) =>
            ofTable(tableNames[table as keyof typeof watchedOperations], "SystemErrors", operation),
          ),
        ),
      ),
      above: 5,
      silence: "fine",
    },
  ];
}
