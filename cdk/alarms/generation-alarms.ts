import { backgroundFunctions } from "#schemas/functions.ts";
import type { AlarmDefinition, Watched } from "./alarm-definition.ts";
import {
  emitted,
  every,
  faultsOf,
  ofFunction,
  ofQueue,
  percentOf,
  sumOf,
} from "./watched-metrics.ts";

/** From the queue over the worker to the node. */
export function generationAlarms({ functions, queue, deadLetters }: Watched): AlarmDefinition[] {
  const { worker, sandbox } = functions;
  return [
    {
      name: "queue-old",
      impact: "Generations start more than five minutes after they were accepted.",
      metric: every(ofQueue(queue, "ApproximateAgeOfOldestMessage"), 1),
      above: 300,
      points: { over: 3, of: 3 },
      silence: "unknown",
      essential: true,
    },
    {
      name: "dead-letters",
      impact: "The worker crashed five times on a message; its job goes on only by the sweeper.",
      metric: every(ofQueue(deadLetters, "ApproximateNumberOfMessagesVisible"), 1),
      above: 0,
      silence: "unknown",
      essential: true,
    },
    {
      name: "worker-failing",
      impact: "Generations break off and begin anew, so that they take minutes more.",
      metric: sumOf(1, "Faults and throttles", faultsOf(worker, "worker")),
      above: 2,
      points: { over: 2, of: 5 },
      silence: "fine",
      essential: true,
      takesBack: true,
    },
    {
      name: "worker-near-timeout",
      impact: "Generations take nearly all the time there is; the next ones will break off.",
      metric: every(ofFunction(worker, "Duration", "Maximum"), 15),
      above: 0.95 * 1_000 * backgroundFunctions.worker.timeoutSeconds,
      silence: "fine",
    },
    {
      name: "generations-failing",
      impact: "Three of ten generations end without a node.",
      metric: percentOf(15, "Failed generations, %", {
        part: emitted("node_generation_total", { status: "failed" }),
        rest: emitted("node_generation_total", { status: "succeeded" }),
        least: 5,
      }),
      above: 30,
      silence: "fine",
      essential: true,
    },
    {
      name: "generations-slow",
      impact: "One generation in twenty takes over three minutes.",
      metric: every(emitted("node_generation_duration_seconds", {}, "p95"), 15),
      above: 180,
      points: { over: 2, of: 3 },
      silence: "fine",
    },
    {
      name: "sandbox-failing",
      impact: "Nodes cannot be run: tests of users get 503, generations wait.",
      metric: sumOf(5, "Faults", [ofFunction(sandbox, "Errors"), emitted("sandbox_faults_total")]),
      above: 2,
      silence: "fine",
    },
    {
      name: "sandbox-full",
      impact: "There is no environment left for another tenant: tests of nodes get 503.",
      metric: every(ofFunction(sandbox, "Throttles"), 5),
      above: 5,
      silence: "fine",
    },
  ];
}
