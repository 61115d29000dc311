import { App, Stack } from "aws-cdk-lib";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { backgroundFunctions } from "#schemas/functions.ts";
import { type Grant, grants } from "#schemas/grants.ts";
import { NodeSummary } from "#schemas/node.ts";
import { createApp } from "../../../cdk/create-app.ts";
import { stageNamed, stages } from "../../../cdk/stages.ts";
import { type TableDefinition, tables } from "../../../cdk/tables.ts";
import {
  ofType,
  resource,
  synthesizedTemplates,
  synthesizeTemplates,
  type Template,
  wholeProduction,
} from "../../support/cdk/templates.ts";

const dev = synthesizedTemplates({ stage: "dev" });
const prod = wholeProduction();

const table = (template: Template, name: string) => resource(template, `${name}Table`);

describe("the tables", () => {
  it.each(["Nodes", "Work", "Account"])("%sTable is keyed by pk and sk and paid by use", (name) => {
    expect(table(dev.data, name).Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    });
  });

  it("have all their indexes", () => {
    expect(table(dev.data, "Nodes").Properties.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "byChange", Projection: { ProjectionType: "INCLUDE" } },
      { IndexName: "byCategory", Projection: { ProjectionType: "INCLUDE" } },
      { IndexName: "purge", Projection: { ProjectionType: "KEYS_ONLY" } },
    ]);
    expect(table(dev.data, "Work").Properties.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "due", Projection: { ProjectionType: "KEYS_ONLY" } },
    ]);
  });

  it("have every index that a grant names", () => {
    const byTable: Record<string, TableDefinition> = {
      "nodes-table": tables.nodes,
      "work-table": tables.work,
      "account-table": tables.account,
    };
    for (const { resource: granted, indexes = [] } of Object.values<Grant>(grants)) {
      const known = Object.keys(byTable[granted]?.indexes ?? {});
      expect(known).toEqual(expect.arrayContaining([...indexes]));
    }
  });

  it("project what a list shows; the short verification lies in an attribute of its own", () => {
    const shown = Object.keys(NodeSummary.shape).map((key) =>
      key.replace("verification", "verified"),
    );
    expect(new Set(tables.nodes.indexes.byChange.projects)).toEqual(
      new Set([...shown, "q", "schemaVersion"]),
    );
  });

  it("can be restored to a point in time, but for what lives for hours", () => {
    const restorable = ["Nodes", "Work", "Account"].filter((name) =>
      JSON.stringify(table(dev.data, name)).includes('"PointInTimeRecoveryEnabled":true'),
    );
    expect(restorable).toEqual(["Nodes", "Account"]);
  });

  it("are encrypted, by keys that AWS owns", () => {
    const tables = ofType(prod.data, "AWS::DynamoDB::GlobalTable");
    expect(tables.length).toBe(3);
    for (const [, { Properties }] of tables) {
      expect(Properties.SSESpecification ?? { SSEEnabled: false }).toEqual({ SSEEnabled: false });
    }
  });

  it("let only work expire", () => {
    const expiring = ofType(dev.data, "AWS::DynamoDB::GlobalTable").filter(
      ([, { Properties }]) => Properties.TimeToLiveSpecification !== undefined,
    );
    expect(expiring.map(([id]) => id)).toEqual(["WorkTable"]);
    expect(table(dev.data, "Work").Properties.TimeToLiveSpecification).toEqual({
      AttributeName: "expiresAt",
      Enabled: true,
    });
  });
});

describe("stages", () => {
  it("that keep data, keep it when the stack goes", () => {
    const kept = [...ofType(prod.data, "AWS::DynamoDB::GlobalTable")];
    for (const [, { DeletionPolicy, Properties }] of kept) {
      expect(DeletionPolicy).toBe("Retain");
      expect(Properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: true }]);
    }
    expect(resource(prod.data, "PlatformSecret").DeletionPolicy).toBe("Retain");
  });

  it.each(["staging", "prod"])("as %s cannot be destroyed by a plain command", (stage) => {
    const protection = synthesizedTemplates({ stage }).protectedStacks;
    expect(protection).toEqual({ Data: true, Service: true });
    expect(synthesizedTemplates({ stage: "dev" }).protectedStacks).toEqual({
      Data: false,
      Service: false,
    });
  });

  it("for trying leave nothing behind", () => {
    for (const { DeletionPolicy = "Delete" } of Object.values(dev.data.Resources)) {
      expect(DeletionPolicy).toBe("Delete");
    }
  });

  it.each([
    ["dev", dev],
    ["prod", prod],
  ] as const)("keep every log of %s for a while and not for ever", (name, { service }) => {
    const groups = ofType(service, "AWS::Logs::LogGroup");
    // One a function, the gateway's, and its firewall's.
    const more = 1 + ofType(service, "AWS::WAFv2::WebACL").length;
    expect(groups.length).toBe(ofType(service, "AWS::Lambda::Function").length + more);
    for (const [, { Properties }] of groups) {
      expect(Properties.RetentionInDays).toBe(stages[name].logRetentionDays);
    }
  });

  it("that are unknown stop the synthesis with a sentence", () => {
    expect(() => stageNamed("test")).toThrow(
      'There is no stage "test"; set one of local, dev, staging, prod.',
    );
  });
});

describe("the queue", () => {
  it("is encrypted, refuses plain connections, and has dead letters kept for 14 days", () => {
    const queues = ofType(dev.service, "AWS::SQS::Queue");
    expect(queues.map(([id]) => id).sort()).toEqual(["GenerationDeadLetters", "GenerationQueue"]);
    for (const [, { Properties }] of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(resource(dev.service, "GenerationDeadLetters").Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 24 * 3_600,
    });
    for (const [, { Properties }] of ofType(dev.service, "AWS::SQS::QueuePolicy")) {
      expect(JSON.stringify(Properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it("hides a message a little longer than its handling may take", () => {
    const { VisibilityTimeout } = resource(dev.service, "GenerationQueue").Properties;
    expect(VisibilityTimeout).toBe(backgroundFunctions.worker.timeoutSeconds + 10);
  });

  it("gives the worker one message at a time, and several workers at once", () => {
    expect(resource(dev.service, "GenerationConsumer").Properties).toMatchObject({
      BatchSize: 1,
      FunctionName: { Ref: "WorkerFunction" },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: stages.dev.workers },
    });
  });
});

describe("functions", () => {
  it("set no concurrency aside: young accounts have little, and environments of the sandbox are many", () => {
    for (const [id, { Properties }] of ofType(prod.service, "AWS::Lambda::Function")) {
      expect(Properties.ReservedConcurrentExecutions, id).toBeUndefined();
    }
    expect(resource(prod.service, "GenerationConsumer").Properties.ScalingConfig).toEqual({
      MaximumConcurrency: stages.prod.workers,
    });
  });
});

describe("the schedules", () => {
  it("call the sweeper every minute, the purge twice a day, the refresh every hour, none again for a call that failed", () => {
    const schedules = ofType(dev.service, "AWS::Scheduler::Schedule");
    const scheduled = (target: string, expression: string) => ({
      ScheduleExpression: expression,
      Target: {
        Arn: { "Fn::GetAtt": [target, "Arn"] },
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    });
    expect(schedules.map(([, { Properties }]) => Properties)).toMatchObject([
      scheduled("SweeperFunction", "rate(1 minute)"),
      scheduled("NodePurgeFunction", "rate(720 minutes)"),
      scheduled("ConfigRefreshFunction", "rate(60 minutes)"),
    ]);
  });
});

describe("the templates", () => {
  it("hold these kinds of resources", async () => {
    // Of those that come with each route or function, how many there are is asserted elsewhere.
    const byTables =
      /ApiGateway::(Method|Resource)|IAM::Role|Lambda::(Function|Permission)|LogGroup/;
    const counts = Object.entries({ dev, prod }).flatMap(([stage, templates]) =>
      (["data", "service"] as const).flatMap((stack) => {
        const { Resources } = templates[stack];
        const types = Object.values(Resources).map(({ Type }) => Type);
        const kinds = [...new Set(types)].sort();
        const countOf = (kind: string) => types.filter((type) => type === kind).length;
        return kinds.map((kind) =>
          [stage, stack, kind, byTables.test(kind) ? "n" : countOf(kind)].join(" "),
        );
      }),
    );
    await expect(`${counts.join("\n")}\n`).toMatchFileSnapshot("__snapshots__/resources.txt");
  });

  it("stay below 450 resources a stack", () => {
    for (const { Resources } of [dev.data, dev.service, prod.data, prod.service]) {
      expect(Object.keys(Resources).length).toBeLessThanOrEqual(450);
    }
  });

  it("say where the API is", () => {
    expect(Object.keys(dev.service.Outputs)).toEqual(["ApiUrl"]);
  });

  it("are the same each time", () => {
    expect(synthesizeTemplates({ stage: "dev" })).toEqual(dev);
  });
});

describe("the checks", () => {
  it("stop the synthesis at a mistake in a template", () => {
    const app = createApp({ checks: true });
    const stack = new Stack(app, "Mistaken");
    new CfnQueue(stack, "Queue", { visibilityTimeout: 50_000 });
    // One is the validator's, the others are those of the two rule packs.
    expect(() => app.synth()).toThrow(
      /AwsSolutions-SQS4.*Serverless-SQSRedrivePolicy.*VisibilityTimeout: 50000/s,
    );
  });

  it("are left out where speed counts", () => {
    const app = createApp({ checks: false });
    expect(app).toBeInstanceOf(App);
    new CfnQueue(new Stack(app, "Mistaken"), "Queue", { visibilityTimeout: 50_000 });
    expect(() => app.synth()).not.toThrow();
  });
});

describe("the account's setting for access logs", () => {
  it("is left alone unless the stack is said to own it", () => {
    expect(ofType(dev.service, "AWS::ApiGateway::Account")).toEqual([]);
    expect(ofType(prod.service, "AWS::ApiGateway::Account")).toHaveLength(1);
  });
});
