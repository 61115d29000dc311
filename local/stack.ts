import { join } from "node:path";
import { type Assembly, loadAssembly } from "./assembly/load-assembly.ts";
import { startControl } from "./control.ts";
import { openDataDirectory } from "./data-directory/data-directory.ts";
import { startLambdaApi } from "./functions/lambda-api.ts";
import type { LocalFunction } from "./functions/local-function.ts";
import { startGateway } from "./gateway/gateway.ts";
import { readRestApi } from "./gateway/rest-api.ts";
import { startGuard } from "./iam/guard.ts";
import { readPolicies } from "./iam/statement.ts";
import type { Usage } from "./iam/usage.ts";
import { type Issuer, localIssuer, openIssuer, startKeyServer } from "./issuer/issuer.ts";
import { missingKey, platformKeys, stackParameters, tokenNames } from "./local-settings.ts";
import { openLogs } from "./logs.ts";
import { requireFreePort } from "./services/free-port.ts";
import type { Schedules } from "./services/schedules.ts";
import { startTtlSweep } from "./services/ttl-sweep.ts";
import { fillStores } from "./stack-contents.ts";
import { startEvents } from "./stack-events.ts";
import { createFunctions, createInvoke } from "./stack-functions.ts";
import type { StackOptions } from "./stack-options.ts";
import { startServices } from "./stack-services.ts";

/** A stack that runs. */
export interface Stack {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly issueToken: Issuer["issueToken"];
  /** Runs a schedule's function now. */
  readonly fire: Schedules["fire"];
  readonly schedules: readonly string[];
  /** What functions did so far, on which resources. */
  iamUsage(): Usage[];
  /** By name. */
  readonly functions: ReadonlyMap<string, LocalFunction>;
  /** Where the stores are, with no guard in front. */
  readonly endpoints: { readonly dynamodb: string; readonly sqs: string; readonly secrets: string };
  readonly assembly: Assembly;
  close(): Promise<void>;
}

/** Starts everything that the assembly describes, on loopback. */
export async function startStack(options: StackOptions): Promise<Stack> {
  // Whatever was started is ended again, should anything after it fail.
  await using resources = new AsyncDisposableStack();
  const { log, ...logs } = openLogs(join(options.dataDir, "logs"), options.log);
  resources.defer(() => logs.close());
  const say = (line: string) => log("local-run", line);
  const data = await openDataDirectory(options.dataDir, say);
  resources.defer(() => data.close());
  await requireFreePort(options.port);

  const settings = options.settings ?? {};
  const parameters = stackParameters(settings);
  const warning = missingKey(settings);
  if (warning !== undefined) say(warning);
  const directory =
    typeof options.assembly === "string" ? options.assembly : await options.assembly();
  const issuer = await openIssuer(data.path, tokenNames(settings));
  const keyServer = await startKeyServer(issuer);
  resources.defer(() => keyServer.close());
  const guard = await startGuard({
    enforce: options.iam ?? true,
    faults: options.faults?.dynamoDb,
    onDenied: say,
  });
  resources.defer(() => guard.close());
  const services = await startServices(resources, data, {
    dynamoDbEndpoint: settings.DYNAMODB_ENDPOINT,
    log: say,
  });

  const assembly = await loadAssembly(directory, {
    parameters: { TokenIssuer: localIssuer, TokenJwksUri: keyServer.jwksUri, ...parameters },
    queueUrl: (name) => `${guard.url}/000000000000/${name}`,
  });
  const { tables } = await fillStores(services, assembly, platformKeys(settings));
  const functions = createFunctions({
    assembly,
    endpoint: guard.url,
    environments: options.environments,
    log,
    onSpawn: data.addChild,
    onExit: data.removeChild,
  });
  resources.defer(async () => {
    await Promise.all([...functions.values()].map((local) => local.close()));
  });
  const lambda = await startLambdaApi({ functions });
  resources.defer(() => lambda.close());
  const endpoints = {
    dynamodb: services.database.url,
    sqs: services.queues.url,
    secrets: services.secrets.url,
  };
  guard.protect({
    upstreams: { ...endpoints, secretsmanager: endpoints.secrets, lambda: lambda.url },
    policies: readPolicies(assembly),
    tables: new Map(tables.map((table) => [table.name, table])),
  });

  const invoke = createInvoke(functions);
  const sweep = startTtlSweep(services.tablesClient, tables, {
    longestDelaySeconds: options.longestTtlDelaySeconds ?? 120,
    log: say,
  });
  resources.defer(() => sweep.close());
  const schedules = startEvents(resources, {
    assembly,
    queuesEndpoint: services.queues.url,
    invoke,
    faults: options.faults?.queue,
    retrySeconds: options.retrySeconds,
    log,
  });
  const gateway = await startGateway({
    api: readApi(assembly),
    invoke,
    host: "127.0.0.1",
    port: options.port,
    log: (line: string) => log("gateway", line),
  });
  resources.defer(() => gateway.close());
  const control = await startControl({ fire: schedules.fire, endpoints });
  resources.defer(() => control.close());
  data.publish({ url: gateway.url, controlUrl: control.url, controlKey: control.key });

  const started = resources.move();
  return {
    url: gateway.url,
    port: gateway.port,
    issueToken: issuer.issueToken,
    fire: schedules.fire,
    schedules: schedules.names,
    iamUsage: guard.usage,
    functions,
    endpoints,
    assembly,
    close: () => started.disposeAsync(),
  };
}

function readApi(assembly: Assembly) {
  const isApi = ({ Type }: { Type: string }) => Type === "AWS::ApiGateway::RestApi";
  const stack = assembly.stacks.find(({ resources }) => Object.values(resources).some(isApi));
  if (!stack) throw new Error("no stack of the assembly has a REST API");
  return readRestApi(stack.resources, stack.resolve);
}
