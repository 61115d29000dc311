import type { MetricValue } from "#schemas/metrics.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { emitted, every, sumOf } from "./watched-metrics.ts";

/** The language models, and the configurations that lead to them. */
export function providerAlarms(): AlarmDefinition[] {
  const failed = (kinds: readonly MetricValue<"provider_errors_total", "kind">[]) =>
    kinds.map((kind) => emitted("provider_errors_total", { kind }));
  return [
    {
      name: "provider-refusing",
      impact:
        "Generations fail since a provider does not take our key, our model, or has no credit.",
      metric: sumOf(15, "Refused calls", failed(["auth", "permission", "not_found", "quota"])),
      above: 5,
      silence: "fine",
    },
    {
      name: "provider-down",
      impact: "Generations wait or fail since a provider is overloaded or out of reach.",
      metric: sumOf(
        15,
        "Failed calls",
        failed(["rate_limit", "overloaded", "server", "timeout", "network", "bad_payload"]),
      ),
      above: 10,
      silence: "fine",
    },
    {
      name: "breaker-open",
      impact:
        "A configuration of the platform is left alone; others stand in, or generations fail.",
      metric: every(emitted("breaker_openings_total", { scope: "platform" }), 5),
      above: 0,
      silence: "fine",
    },
    {
      name: "config-unhealthy",
      impact: "A configuration of the platform failed two checks in a row.",
      metric: every(emitted("config_unhealthy_total", { scope: "platform" }), 5),
      above: 0,
      silence: "fine",
    },
  ];
}
