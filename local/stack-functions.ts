import * as z from "zod";
import type { Assembly, ResolvedResource } from "./assembly/load-assembly.ts";
import { createEnvironmentLimit } from "./functions/environment-limit.ts";
import type { FunctionDefinition } from "./functions/function-definition.ts";
import { createLocalFunction, type LocalFunction } from "./functions/local-function.ts";
import type { Log } from "./logs.ts";
import type { Invoke } from "./services/invoke.ts";
import type { EnvironmentOptions } from "./stack-options.ts";

const FunctionProperties = z.object({
  Code: z.unknown(),
  Handler: z.string(),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  TenancyConfig: z.object({ TenantIsolationMode: z.literal("PER_TENANT") }).optional(),
});

interface FunctionsOptions {
  readonly assembly: Assembly;
  /** Where all services of the stack are reached. */
  readonly endpoint: string;
  readonly environments?: EnvironmentOptions | undefined;
  readonly log: Log;
  readonly onSpawn: (pid: number) => void;
  readonly onExit: (pid: number) => void;
}

/** All functions of the assembly, by name. None has a process before its first event. */
export function createFunctions(options: FunctionsOptions): Map<string, LocalFunction> {
  const limit = createEnvironmentLimit(options.environments?.inAll ?? 32);
  return new Map(
    options.assembly.ofType("AWS::Lambda::Function").map((resource) => {
      const definition = defineFunction(resource, options);
      return [definition.name, createLocalFunction(definition, limit)] as const;
    }),
  );
}

/** Finds functions by name or ARN, with or without a qualifier. */
export function createInvoke(functions: ReadonlyMap<string, LocalFunction>): Invoke {
  return async (nameOrArn, payload, onStream) => {
    const [name = ""] = nameOrArn.replace(/^.*:function:/, "").split(":");
    const local = functions.get(name);
    if (!local) throw new Error(`the stack has no function ${nameOrArn}`);
    return local.invoke(payload, { onStream });
  };
}

function defineFunction(
  { physical, properties }: ResolvedResource,
  { assembly, endpoint, environments = {}, log, onSpawn, onExit }: FunctionsOptions,
): FunctionDefinition {
  const lambda = FunctionProperties.parse(properties);
  const isolated = lambda.TenancyConfig !== undefined;
  const { name } = physical;
  return {
    name,
    arn: physical.attributes.Arn ?? "",
    directory: assembly.codeDirectory(lambda.Code),
    handler: lambda.Handler,
    memoryMb: lambda.MemorySize,
    timeoutSeconds: lambda.Timeout,
    environment: lambda.Environment?.Variables ?? {},
    platformEnvironment: platformEnvironment(name, endpoint),
    tenantIsolation: isolated,
    permission: isolated,
    maxEnvironments: environments.perFunction,
    idleSeconds: environments.idleSeconds,
    waitSeconds: environments.waitSeconds,
    onLog: (line) => log(name, line),
    onSpawn,
    onExit,
  };
}

/** The access key id tells the guard which function calls. */
const platformEnvironment = (name: string, endpoint: string) => ({
  AWS_ACCESS_KEY_ID: name,
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_SESSION_TOKEN: "local",
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_SQS: endpoint,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
  // Nobody listens there: a service that the local run does not have fails, and is not AWS.
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
});
