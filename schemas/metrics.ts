/**
 * Every metric that the functions emit, for the code that emits them and for the alarms and the
 * dashboard of the stack. CloudWatch bills each combination of a name and dimension values as a
 * metric of its own, so dimensions come from closed lists only; whatever else is known of an event
 * (tenant, model, category, rule) is a field of a log line.
 */
export const metricNamespace = "Nodesmith";

interface Metric {
  /** As CloudWatch spells it; money has none of its own. */
  readonly unit: "Count" | "Seconds" | "None";
  /** One line: what it says. */
  readonly meaning: string;
  /** Each dimension with all its values. */
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
  /**
   * Sets of dimensions it is published under, so that an alarm can watch the whole without naming
   * every value. Absent: one set, of all dimensions.
   */
  readonly sets?: readonly (readonly string[])[];
}

/** Configurations are the operator's or a tenant's: only the former are the operator's to mend. */
const configScopes = ["platform", "user"] as const;

const providers = ["claude", "openai", "ollama", "mock", "none"] as const;

export const metrics = {
  node_generation_total: {
    unit: "Count",
    meaning: "Claims of jobs that ended, by who was asked; released ones are tried again later",
    dimensions: {
      provider: providers,
      status: ["succeeded", "failed", "cancelled", "released"],
    },
    sets: [["provider", "status"], ["status"]],
  },
  node_generation_duration_seconds: {
    unit: "Seconds",
    meaning: "From the claim of a job to its end",
    dimensions: { provider: providers },
    sets: [["provider"], []],
  },
  node_generation_wait_seconds: {
    unit: "Seconds",
    meaning: "Age of a job when it is first claimed, which is when it has its first event of work",
    dimensions: {},
  },
  node_generation_tokens_total: {
    unit: "Count",
    meaning: "Tokens of prompts and replies; cached ones are not among the input",
    dimensions: { direction: ["input", "cached_input", "output"] },
  },
  node_generation_cost_usd: {
    unit: "None",
    meaning: "US dollars of a call to a model, where its price is known",
    dimensions: {},
  },
  node_generation_repairs_total: {
    unit: "Count",
    meaning: "Calls to a model that mend what an earlier one gave",
    dimensions: {},
  },
  node_generation_fallbacks_total: {
    unit: "Count",
    meaning: "Nodes that no model made: a stored pattern, or a skeleton",
    dimensions: { strategy: ["partial", "template"] },
  },
  provider_fallbacks_total: {
    unit: "Count",
    meaning: "Calls that failed and went to the next configuration instead",
    dimensions: {},
  },
  provider_errors_total: {
    unit: "Count",
    meaning: "Calls to a provider that failed after their retries, by kind",
    dimensions: {
      kind: [
        "auth",
        "permission",
        "not_found",
        "bad_request",
        "too_large",
        "rate_limit",
        "quota",
        "overloaded",
        "server",
        "timeout",
        "network",
        "aborted",
        "bad_payload",
        "no_pattern",
      ],
    },
  },
  breaker_openings_total: {
    unit: "Count",
    meaning: "Configurations left alone for a time after failures in a row",
    dimensions: { scope: configScopes },
  },
  config_unhealthy_total: {
    unit: "Count",
    meaning: "Configurations that failed two checks in a row",
    dimensions: { scope: configScopes },
  },
  sandbox_runs_total: {
    unit: "Count",
    meaning: "Runs of nodes by how they ended",
    dimensions: {
      status: [
        "success",
        "error",
        "invalid_output",
        "timeout",
        "memory",
        "refused",
        "compile_error",
        "not_run",
      ],
    },
  },
  sandbox_kills_total: {
    unit: "Count",
    meaning: "Runs that the sandbox ended by force, out of time or of memory",
    dimensions: {},
  },
  sandbox_faults_total: {
    unit: "Count",
    meaning: "Invocations of the sandbox that gave no reply",
    dimensions: {},
  },
  limiter_refusals_total: {
    unit: "Count",
    meaning: "Requests refused by a limit of their tenant",
    dimensions: { class: ["requests", "streams", "in_flight", "budget"] },
  },
  limiter_faults_total: {
    unit: "Count",
    meaning: "Limits that could not be read: requests were let through, or money was refused",
    dimensions: { outcome: ["opened", "closed"] },
  },
  idempotency_replays_total: {
    unit: "Count",
    meaning: "Requests answered from an earlier one with the same key",
    dimensions: {},
  },
  jobs_resent_total: {
    unit: "Count",
    meaning: "Due jobs that the sweeper sent to the queue again",
    dimensions: {},
  },
  jobs_abandoned_total: {
    unit: "Count",
    meaning: "Jobs that the sweeper ended since no worker did",
    dimensions: {},
  },
  jobs_lease_lost_total: {
    unit: "Count",
    meaning: "Claims that another worker took over while their own still worked",
    dimensions: {},
  },
  security_events_total: {
    unit: "Count",
    meaning: "What an attacker may have caused, by kind",
    dimensions: {
      kind: [
        "bad_token",
        "forbidden",
        "payload_too_large",
        "blocked_host",
        "blocked_endpoint",
        "request_refused",
        "prompt_in_reply",
      ],
    },
  },
  provider_problems_total: {
    unit: "Count",
    meaning: "Answers with 5xx that tell how a language model's provider failed",
    dimensions: {},
  },
  service_errors_total: {
    unit: "Count",
    meaning: "Faults of ours: answers with 5xx and crashes, by function",
    dimensions: {
      function_kind: ["api", "authorizer", "worker", "sweeper", "node_purge", "config_refresh"],
    },
  },
} as const satisfies Readonly<Record<string, Metric>>;

type Catalogue = typeof metrics;
export type MetricName = keyof Catalogue;

/** Its values for all its dimensions, each from its closed list. */
export type MetricDimensions<Name extends MetricName> = {
  readonly [Dimension in keyof Catalogue[Name]["dimensions"]]: Catalogue[Name]["dimensions"][Dimension] extends readonly (infer Value)[]
    ? Value
    : never;
};

/** The values of one dimension. */
export type MetricValue<
  Name extends MetricName,
  Dimension extends keyof MetricDimensions<Name>,
> = MetricDimensions<Name>[Dimension];

export const metricNames = Object.keys(metrics) as MetricName[];

/** The sets of dimensions a metric is published under. */
export function metricSets(name: MetricName): readonly (readonly string[])[] {
  const { dimensions, sets }: Metric = metrics[name];
  return sets ?? [Object.keys(dimensions)];
}
