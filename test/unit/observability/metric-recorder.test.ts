import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { type MetricDimensions, metricNames, metricSets, metrics } from "#schemas/metrics.ts";
import { metricRecorder } from "#shared/observability/metric-recorder.ts";
import type { Metrics } from "#shared/observability/metrics.ts";

const now = new Date("2026-03-01T10:00:00.000Z");

interface ReadLine {
  readonly _aws: z.infer<typeof Line>["_aws"];
  readonly directive: z.infer<typeof Line>["_aws"]["CloudWatchMetrics"][number];
}

/** The format as its specification gives it, with its limits. */
const Line = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int(),
    CloudWatchMetrics: z
      .array(
        z.strictObject({
          Namespace: z.string().min(1).max(1_024),
          Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
          Metrics: z
            .array(z.strictObject({ Name: z.string().min(1).max(1_024), Unit: z.string() }))
            .min(1)
            .max(100),
        }),
      )
      .length(1),
  }),
});

const read = (line: string): Record<string, unknown> & ReadLine => {
  expect(line).not.toContain("\n");
  const parsed = Line.parse(JSON.parse(line));
  const [directive] = parsed._aws.CloudWatchMetrics;
  if (directive === undefined) throw new Error("no directive");
  return { ...parsed, directive };
};

const linesOf = (tell: (metrics: Metrics) => void) => {
  const recorder = metricRecorder();
  tell(recorder);
  return recorder.take(now).map(read);
};

describe("the metric recorder", () => {
  it("writes one line that CloudWatch reads as a metric, with all its sets of dimensions", () => {
    const [line, ...others] = linesOf((told) =>
      told.count("node_generation_total", { provider: "claude", status: "failed" }),
    );
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      timestamp: "2026-03-01T10:00:00.000Z",
      provider: "claude",
      status: "failed",
      node_generation_total: 1,
      directive: {
        Namespace: "Nodesmith",
        Dimensions: [["provider", "status"], ["status"]],
        Metrics: [{ Name: "node_generation_total", Unit: "Count" }],
      },
    });
    expect(line?._aws.Timestamp).toBe(now.getTime());
  });

  it("publishes a metric without dimensions as one of an empty set", () => {
    const [line] = linesOf((told) => told.count("idempotency_replays_total"));
    expect(line?.directive.Dimensions).toEqual([[]]);
  });

  it("adds up what is counted of one series, and keeps apart what is not one", () => {
    const lines = linesOf((told) => {
      told.count("sandbox_runs_total", { status: "success" });
      told.count("sandbox_runs_total", { status: "success" }, 4);
      told.count("sandbox_runs_total", { status: "timeout" });
    });
    expect(lines.map(({ status, sandbox_runs_total: runs }) => [status, runs])).toEqual([
      ["success", 5],
      ["timeout", 1],
    ]);
  });

  it("keeps each measured value, a hundred a line", () => {
    const lines = linesOf((told) => {
      for (let second = 1; second <= 150; second += 1) {
        told.measure("node_generation_wait_seconds", second);
      }
    });
    const values = lines.map((line) => line.node_generation_wait_seconds);
    expect(values.map((one) => (one as number[]).length)).toEqual([100, 50]);
    expect(values.flat()).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
  });

  it("puts metrics of the same dimensions into one line", () => {
    const lines = linesOf((told) => {
      told.count("jobs_resent_total", {}, 3);
      told.count("jobs_abandoned_total");
      told.measure("node_generation_cost_usd", 0.25);
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      jobs_resent_total: 3,
      jobs_abandoned_total: 1,
      node_generation_cost_usd: 0.25,
    });
    expect(lines[0]?.directive.Metrics.map(({ Unit }) => Unit)).toEqual(["Count", "Count", "None"]);
  });

  it("tells nothing twice, nothing of nothing, and no value that is no number", () => {
    const recorder = metricRecorder();
    recorder.count("jobs_resent_total", {}, 0);
    recorder.measure("node_generation_cost_usd", Number.NaN);
    expect(recorder.take(now)).toEqual([]);
    recorder.count("jobs_resent_total");
    expect(recorder.take(now)).toHaveLength(1);
    expect(recorder.take(now)).toEqual([]);
  });

  it.each(metricNames)("%s holds every dimension it is published under", (name) => {
    const dimensions = Object.fromEntries(
      Object.entries(metrics[name].dimensions).map(([dimension, [first]]) => [dimension, first]),
    );
    const recorder = metricRecorder();
    const measure = recorder.measure as (of: string, value: number, given: object) => void;
    measure(name, 1, dimensions);
    const [line = ""] = recorder.take(now);
    for (const word of [name, ...metricSets(name).flat()]) expect(read(line)).toHaveProperty(word);
  });

  it("takes no name and no value that is not in the catalogue", () => {
    type Refused = MetricDimensions<"limiter_refusals_total">["class"];
    expectTypeOf<Refused>().toEqualTypeOf<"requests" | "streams" | "in_flight" | "budget">();
    const wrong = (told: Metrics) => {
      // @ts-expect-error no such metric
      told.count("node_generations");
      // @ts-expect-error no such value
      told.count("limiter_refusals_total", { class: "tenant-1" });
      // @ts-expect-error its dimension is missing
      told.count("limiter_refusals_total");
      // @ts-expect-error it has no dimension
      told.count("jobs_resent_total", { tenant: "tenant-1" });
    };
    expectTypeOf(wrong).toBeFunction();
  });
});
