import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { backgroundFunctions } from "#schemas/functions.ts";
import { metricNames, metricNamespace, metricSets, metrics } from "#schemas/metrics.ts";
import { type Route, routes } from "#schemas/routes.ts";
import { pascalCase } from "../../../cdk/constructs/readable-stack.ts";
import { alarmsOf, type WatchedMetric, watchedBy } from "../../support/cdk/alarms.ts";
import { apiMethods, leadsTo } from "../../support/cdk/api-methods.ts";
import {
  ofType,
  resource,
  synthesizedTemplates,
  wholeProduction,
} from "../../support/cdk/templates.ts";

const { service } = wholeProduction();
const alarms = alarmsOf(service);
const runbook = await readFile(resolve(import.meta.dirname, "../../../docs/runbook.md"), "utf8");

/** Those of AWS that alarms may look at, by its own lists of metrics. */
const metricsOfAws: Readonly<Record<string, readonly string[]>> = {
  "AWS/ApiGateway": ["5XXError", "Count"],
  "AWS/Lambda": ["Duration", "Errors", "Invocations", "Throttles"],
  "AWS/SQS": ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"],
  "AWS/DynamoDB": ["ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"],
};

/** Whether the functions emit exactly this: name, set of dimensions, and each value. */
function isEmitted({ MetricName, Dimensions }: WatchedMetric): boolean {
  const name = metricNames.find((known) => known === MetricName);
  if (name === undefined) return false;
  const given = Dimensions.map(({ Name }) => Name).sort();
  const published = metricSets(name).some(
    (set) => JSON.stringify([...set].sort()) === JSON.stringify(given),
  );
  const values: Readonly<Record<string, readonly string[]>> = metrics[name].dimensions;
  return published && Dimensions.every(({ Name, Value }) => values[Name]?.includes(String(Value)));
}

describe.each(alarms)("the alarm $name", ({ name, properties, watches }) => {
  it("looks at metrics that there are", () => {
    expect(watches.length).toBeGreaterThan(0);
    for (const watched of watches) {
      const known =
        watched.Namespace === metricNamespace
          ? isEmitted(watched)
          : metricsOfAws[watched.Namespace]?.includes(watched.MetricName);
      expect(known, JSON.stringify(watched)).toBe(true);
    }
  });

  it("says whom it hurts, and has a section in the runbook that it leads to", () => {
    expect(properties.AlarmDescription).toMatch(/^[A-Z].{20,}\. What to do: \S+$/);
    expect(properties.AlarmDescription).toContain(`docs/runbook.md#${name}`);
    const [, section = ""] = runbook.split(`\n### ${name}\n`);
    const [own = ""] = section.split(/\n##/);
    for (const part of ["**Users**:", "**See**:", "**Mend**:"]) expect(own).toContain(part);
  });

  it("tells when it goes off and when it is over", () => {
    expect(properties.AlarmActions).toEqual([{ Ref: "AlarmsTopic" }]);
    expect(properties.OKActions).toEqual([{ Ref: "AlarmsTopic" }]);
  });

  it("takes silence for a fault only where something has to happen by itself", () => {
    const gauges = ["queue-old", "dead-letters"];
    const expected = name.endsWith("-silent")
      ? "breaching"
      : gauges.includes(name)
        ? "ignore"
        : "notBreaching";
    expect(properties.TreatMissingData).toBe(expected);
  });
});

describe("the alarms", () => {
  it("have no section in the runbook that is of none", () => {
    const [, about = ""] = runbook.split("\n## Alarms\n");
    const [own = ""] = about.split(/\n## /);
    const sections = [...own.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alarms.map(({ name }) => name));
  });

  it("look at every queue: at the age of messages, or at whether there are any", () => {
    const aged = watchedBy(alarms, "AWS/SQS", "ApproximateAgeOfOldestMessage");
    const filled = watchedBy(alarms, "AWS/SQS", "ApproximateNumberOfMessagesVisible");
    const queues = ofType(service, "AWS::SQS::Queue").map(([id]) => id);
    expect(new Set([...aged, ...filled])).toEqual(new Set(queues));
    expect(filled).toEqual(new Set(["GenerationDeadLetters"]));
  });

  it("look at every function behind no route by its own errors", () => {
    const failing = watchedBy(alarms, "AWS/Lambda", "Errors");
    const names = Object.keys(backgroundFunctions).filter((name) => name !== "authorizer");
    expect(failing).toEqual(new Set(names.map((name) => `${pascalCase(name)}Function`)));
    // To Lambda every refused token is an error of the authorizer: it counts its faults itself.
    const [authorizer] = alarms.filter(({ name }) => name === "authorizer-failing");
    expect(authorizer?.watches).toMatchObject([
      { Dimensions: [{ Name: "function_kind", Value: "authorizer" }] },
      { MetricName: "Throttles", Dimensions: [{ Value: { Ref: "AuthorizerFunction" } }] },
    ]);
  });

  it("look at all functions behind a route by what the gateway answers for them", () => {
    const [errors] = alarms.filter(({ name }) => name === "api-server-errors");
    const stage = { Name: "Stage", Value: "prod" };
    const api = { Name: "ApiName", Value: resource(service, "ApiRest").Properties.Name };
    expect(errors?.watches).toMatchObject([
      { MetricName: "5XXError", Dimensions: [api, stage] },
      // Less what providers fail with: a tenant's bad key must not take new code back.
      { MetricName: "provider_problems_total", Dimensions: [] },
      { MetricName: "Count", Dimensions: [api, stage] },
    ]);
    const methods = apiMethods(service);
    for (const [name, { method, path }] of Object.entries<Route>(routes)) {
      const uri = methods.get(`${method} ${path}`)?.Integration.Uri;
      expect(leadsTo(uri, `${pascalCase(name)}Function`), name).toBe(true);
    }
    // A throttle of any function of the account.
    const [throttled] = alarms.filter(({ name }) => name === "functions-throttled");
    expect(throttled?.watches).toEqual([
      { Namespace: "AWS/Lambda", MetricName: "Throttles", Dimensions: [] },
    ]);
  });

  it("notice that a schedule no longer runs", () => {
    const silent = alarms.filter(({ name }) => name.endsWith("-silent"));
    expect(silent.length).toBe(ofType(service, "AWS::Scheduler::Schedule").length);
    for (const { properties } of silent) {
      expect(properties).toMatchObject({
        MetricName: "Invocations",
        ComparisonOperator: "LessThanThreshold",
        Threshold: 1,
      });
    }
  });

  it("are the most telling ones where a stage is for trying, and none in the local run", () => {
    const essential = alarmsOf(synthesizedTemplates().service).map(({ name }) => name);
    expect(essential).toEqual([
      "api-server-errors",
      "queue-old",
      "dead-letters",
      "worker-failing",
      "generations-failing",
      "sweeper-silent",
    ]);
    expect(alarmsOf(synthesizedTemplates({ stage: "local" }).service)).toEqual([]);
  });

  it("may tell their topic, which mails to whom the context names", () => {
    const policy = JSON.stringify(resource(service, "AlarmsTopicPolicy").Properties);
    expect(policy).toContain('"Principal":{"Service":"cloudwatch.amazonaws.com"}');
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(resource(service, "AlarmsEmail").Properties).toMatchObject({
      Protocol: "email",
      Endpoint: "operator@example.com",
    });
  });
});

describe("the dashboard", () => {
  const body = JSON.stringify(resource(service, "Overview").Properties.DashboardBody);

  it("shows every alarm and every metric that the functions emit", () => {
    for (const [id] of ofType(service, "AWS::CloudWatch::Alarm")) expect(body).toContain(id);
    for (const name of metricNames) expect(body).toContain(`\\"${name}\\"`);
  });

  it("is there once for a deployed stage", () => {
    const boards = (stage: string) =>
      ofType(synthesizedTemplates({ stage }).service, "AWS::CloudWatch::Dashboard").length;
    expect([boards("dev"), boards("local")]).toEqual([1, 0]);
  });
});
