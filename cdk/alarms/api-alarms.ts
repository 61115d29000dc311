import { Duration } from "aws-cdk-lib";
import { MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmDefinition, Watched } from "./alarm-definition.ts";
import {
  emitted,
  every,
  highestOf,
  ofApi,
  ofFunction,
  sumOf,
  throttlesOfAll,
} from "./watched-metrics.ts";

/** What a caller of the API notices at once. */
export function apiAlarms({ api, functions }: Watched): AlarmDefinition[] {
  const { authorizer, reads } = functions;
  return [
    {
      name: "api-server-errors",
      impact: "More than 1 % of all calls get a 5xx of ours; calls of any operation fail.",
      metric: shareOfServerErrors(api),
      above: 1,
      points: { over: 2, of: 3 },
      silence: "fine",
      essential: true,
      takesBack: true,
    },
    {
      name: "api-slow",
      impact: "Looking at nodes, versions or jobs takes over 2 s for one call in twenty.",
      metric: highestOf(
        5,
        "Slowest p95",
        reads.map((read) => ofFunction(read, "Duration", "p95")),
      ),
      above: 2_000,
      points: { over: 3, of: 3 },
      silence: "fine",
    },
    {
      name: "authorizer-failing",
      impact: "Calls with good tokens get 503, since tokens cannot be checked.",
      // Lambda's own count of errors holds every bad token: a refusal is an error to it.
      metric: sumOf(1, "Faults and throttles", [
        emitted("service_errors_total", { function_kind: "authorizer" }),
        ofFunction(authorizer, "Throttles"),
      ]),
      above: 2,
      points: { over: 2, of: 3 },
      silence: "fine",
      takesBack: true,
    },
    {
      name: "functions-throttled",
      impact: "The account runs as many functions at once as it may; calls fail or wait.",
      metric: every(throttlesOfAll(), 5),
      above: 10,
      silence: "fine",
    },
    {
      name: "security-events",
      impact: "Somebody tries tokens, hosts or prompts in numbers; other users notice nothing yet.",
      metric: sumOf(
        5,
        "Security events",
        (
          [
            "bad_token",
            "forbidden",
            "payload_too_large",
            "blocked_host",
            "blocked_endpoint",
            "request_refused",
            "prompt_in_reply",
          ] as const
        ).map((kind) => emitted("security_events_total", { kind })),
      ),
      above: 200,
      silence: "fine",
    },
  ];
}

/** One error of two calls at night is no alarm; the second such minute of three is. */
function shareOfServerErrors(api: Watched["api"]): MathExpression {
  return new MathExpression({
    expression:
      "IF(FILL(errors, 0) - FILL(told, 0) >= 3, 100 * (errors - FILL(told, 0)) / calls, 0)",
    usingMetrics: {
      errors: ofApi(api, "5XXError"),
      told: emitted("provider_problems_total"),
      calls: ofApi(api, "Count"),
    },
    period: Duration.minutes(1),
    label: "Calls with 5xx, %",
  });
}
