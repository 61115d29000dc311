import type { FunctionDefinition } from "./function-definition.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function functionConfiguration(definition: FunctionDefinition) {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Handler: definition.handler,
    Runtime: "nodejs24.x",
    MemorySize: definition.memoryMb,
    Timeout: definition.timeoutSeconds,
    Environment: { Variables: definition.environment },
    Version: "$LATEST",
    PackageType: "Zip",
    State: "Active",
    LastUpdateStatus: "Successful",
    ...(definition.tenantIsolation && {
      TenancyConfig: { TenantIsolationMode: "PER_TENANT" },
    }),
  };
}
