import { ArnFormat, type Stack as CdkStack, CfnOutput } from "aws-cdk-lib";
import { type Alias, type IFunction, TenancyConfig } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { backgroundFunctions } from "#schemas/functions.ts";
import { type OperationName, type Route, routes } from "#schemas/routes.ts";
import type { Watched } from "./alarms/alarm-definition.ts";
import { Alarms } from "./constructs/alarms.ts";
import { Api } from "./constructs/api.ts";
import { GenerationQueue } from "./constructs/generation-queue.ts";
import { Interval } from "./constructs/interval.ts";
import { Overview } from "./constructs/overview.ts";
import { ReadableStack } from "./constructs/readable-stack.ts";
import { type ServiceContext, ServiceFunction } from "./constructs/service-function.ts";
import { TrafficShift } from "./constructs/traffic-shift.ts";
import type { DataStack } from "./data-stack.ts";
import type { Deployment } from "./deployment.ts";
import { settingValues } from "./parameters.ts";
import type { Stage } from "./stages.ts";
import { tokenSettings } from "./token-settings.ts";

export interface ServiceStackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  /** Folder with one folder for each function, as the build leaves it. */
  readonly assets: string;
  /** Where settings that shape the template are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Everything that can be thrown away and deployed anew: gateway, functions and queue. */
export class ServiceStack extends ReadableStack {
  readonly api: Api;

  constructor(
    scope: Construct,
    id: string,
    { deployment, data, assets, environment }: ServiceStackProps,
  ) {
    const { stage } = deployment;
    super(scope, id, stage, `Nodesmith (${stage.name}): API, functions and queue`);
    const settings = settingValues(this, stage, {
      environment,
      fixed: tokenSettings(deployment.issuer, data.signIn),
    });
    const generation = new GenerationQueue(
      this,
      "Generation",
      backgroundFunctions.worker.timeoutSeconds,
    );
    const beforeSandbox = {
      stage,
      settings,
      assets,
      resources: {
        ...dataResources(data),
        "config-secrets": configSecrets(this, stage),
        "generation-queue": queueResource(generation),
      },
    };
    const sandbox = this.#sandbox(beforeSandbox);
    const context = {
      ...beforeSandbox,
      resources: {
        ...beforeSandbox.resources,
        "sandbox-function": functionResource(sandbox.entry),
      },
    };
    const worker = this.#worker(context, generation);
    const afterWorker = {
      ...context,
      resources: { ...context.resources, "worker-function": functionResource(worker.entry) },
    };
    const refreshMinutes = Number(settings.of("CONFIG_FETCH_INTERVAL_MINUTES"));
    const sweeper = this.#sweeper(context);
    const nodePurge = this.#nodePurge(context);
    const configRefresh = this.#configRefresh(afterWorker, refreshMinutes);
    const authorizer = this.#authorizer(context);
    const operations = this.#operations(afterWorker);
    this.api = new Api(this, "Api", {
      deployment,
      corsOrigins: settings.of("CORS_ORIGINS") ?? "",
      authorizer: authorizer.entry,
      operations: entriesOf(operations),
    });
    this.#watch(deployment, {
      api: { name: this.api.rest.restApiName, stage: stage.name },
      functions: {
        authorizer: authorizer.lambda,
        worker: worker.lambda,
        sweeper: sweeper.lambda,
        nodePurge: nodePurge.lambda,
        configRefresh: configRefresh.lambda,
        sandbox: sandbox.lambda,
        reads: reads(operations),
      },
      queue: generation.queue,
      deadLetters: generation.deadLetters,
      tableNames: tableNames(data),
      refreshMinutes,
    });
    const { rest, domain } = this.api;
    new CfnOutput(this, "ApiUrl", { value: domain?.url ?? rest.url });
    if (domain) {
      const description = "What the record of the own domain leads to";
      new CfnOutput(this, "DomainTarget", { value: domain.target, description });
    }
  }

  #sandbox(context: ServiceContext): ServiceFunction {
    return new ServiceFunction(this, context, {
      name: "sandbox",
      description: "Runs generated code, one tenant's in an environment",
      needs: backgroundFunctions.sandbox,
      // Can only be chosen when the function is made: a change replaces it.
      tenancy: TenancyConfig.PER_TENANT,
    });
  }

  #worker(context: ServiceContext, generation: GenerationQueue): ServiceFunction {
    const worker = new ServiceFunction(this, context, {
      name: "worker",
      description: "Makes one node of one accepted request",
      needs: backgroundFunctions.worker,
      platformStatements: [generation.consumption()],
    });
    generation.feed(worker.entry, context.stage.workers);
    return worker;
  }

  #watch(deployment: Deployment, watched: Watched): void {
    const { name, alarms: wanted } = deployment.stage;
    if (wanted === "none") return;
    const { groups, takingBack } = new Alarms(this, "Alarms", { deployment, watched });
    new Overview(this, "Overview", { name: `nodesmith-${name}`, alarms: groups, watched });
    const aliases = this.#aliases();
    if (aliases.size > 0) new TrafficShift(this, "Release", { aliases, alarms: takingBack });
  }

  #aliases(): ReadonlyMap<string, Alias> {
    const functions = this.node.children.filter((child) => child instanceof ServiceFunction);
    return new Map(
      functions.flatMap(({ node, alias }) => (alias ? [[node.id, alias] as const] : [])),
    );
  }

  #sweeper(context: ServiceContext): ServiceFunction {
    const sweeper = new ServiceFunction(this, context, {
      name: "sweeper",
      description: "Sends again what was lost between accepting and finishing",
      needs: backgroundFunctions.sweeper,
    });
    new Interval(this, "SweeperEveryMinute", { target: sweeper.entry, minutes: 1 });
    return sweeper;
  }

  #nodePurge(context: ServiceContext): ServiceFunction {
    const purge = new ServiceFunction(this, context, {
      name: "node-purge",
      description: "Removes for good what was deleted long ago",
      needs: backgroundFunctions["node-purge"],
    });
    new Interval(this, "NodePurgeTwiceADay", { target: purge.entry, minutes: 12 * 60 });
    return purge;
  }

  #configRefresh(context: ServiceContext, minutes: number): ServiceFunction {
    const refresh = new ServiceFunction(this, context, {
      name: "config-refresh",
      description: "Tries the platform's configurations, and clears what keys left behind",
      needs: backgroundFunctions["config-refresh"],
    });
    new Interval(this, "ConfigRefreshSchedule", { target: refresh.entry, minutes });
    return refresh;
  }

  #authorizer(context: ServiceContext): ServiceFunction {
    return new ServiceFunction(this, context, {
      name: "authorizer",
      description: "Checks a token and names its tenant",
      needs: backgroundFunctions.authorizer,
    });
  }

  #operations(context: ServiceContext): Operations {
    const entries = Object.entries<Route>(routes).map(([name, route]) => {
      const description = `${route.method} ${route.path}: ${route.summary}`;
      const operation = new ServiceFunction(this, context, { name, description, needs: route });
      return [name, operation];
    });
    return Object.fromEntries(entries);
  }
}

type Operations = Readonly<Record<OperationName, ServiceFunction>>;

function entriesOf(operations: Operations): Record<OperationName, IFunction> {
  const entries = Object.entries(operations).map(([name, { entry }]) => [name, entry]);
  return Object.fromEntries(entries);
}

/** What somebody waits for in front of a screen: quick, and without a model. */
function reads(operations: Operations): IFunction[] {
  const looking: readonly Route["tag"][] = ["Nodes", "Versions", "Jobs"];
  return Object.entries<Route>(routes)
    .filter(([, { tag, method, timeoutSeconds }]) => {
      return looking.includes(tag) && method === "GET" && timeoutSeconds <= 10;
    })
    .map(([name]) => operations[name as OperationName].lambda);
}

function tableNames({ tables: { nodes, work, account } }: DataStack) {
  return { nodes: nodes.tableName, work: work.tableName, account: account.tableName };
}

function dataResources({ tables, platformSecret }: DataStack) {
  return {
    "nodes-table": { arn: tables.nodes.tableArn, address: tables.nodes.tableName },
    "work-table": { arn: tables.work.tableArn, address: tables.work.tableName },
    "account-table": { arn: tables.account.tableArn, address: tables.account.tableName },
    "platform-secret": { arn: platformSecret.secretArn, address: platformSecret.secretArn },
  };
}

/**
 * Secrets that the functions make themselves, one for each tenant that has keys: they are not in
 * the template, so that all that can be named of them is how their names begin.
 */
function configSecrets(stack: CdkStack, stage: Stage) {
  const address = `nodesmith/${stage.name}/`;
  const arn = stack.formatArn({
    service: "secretsmanager",
    resource: "secret",
    resourceName: `${address}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const finding = `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${address}*`;
  const accepted = {
    [`AwsSolutions-IAM5[Resource::${finding}]`]:
      "Secrets of tenants are made by the functions; only their names' beginning is known.",
  };
  return { arn, address, accepted };
}

function queueResource({ queue }: GenerationQueue) {
  return { arn: queue.queueArn, address: queue.queueUrl };
}

function functionResource(target: IFunction) {
  return { arn: target.functionArn, address: target.functionName };
}
