import type { FunctionDefinition } from "./function-definition.ts";
import { InvocationRefused } from "./invocation-refused.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MAX_REQUEST_BYTES = 6 * 1024 * 1024;
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, TenantId
const TENANT_ID = /^[a-zA-Z0-9._:/=+\-@ ]{1,256}$/;

/** Refuses what the Invoke operation refuses: size, syntax, and a tenant id where none may be. */
export function checkInvocation(
  definition: FunctionDefinition,
  payload: string,
  tenantId: string | undefined,
): void {
  if (Buffer.byteLength(payload) > MAX_REQUEST_BYTES) {
    throw new InvocationRefused(
      "RequestTooLargeException",
      `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`,
    );
  }
  checkJson(payload);
  checkTenant(definition, tenantId);
}

function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new InvocationRefused(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function checkTenant({ tenantIsolation }: FunctionDefinition, tenantId: string | undefined): void {
  if (tenantIsolation && tenantId === undefined) {
    throw invalid(
      "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
    );
  }
  if (!tenantIsolation && tenantId !== undefined) {
    throw invalid(
      "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
    );
  }
  if (tenantId !== undefined && !TENANT_ID.test(tenantId)) {
    throw invalid(
      "1 validation error detected: Value at 'tenantId' failed to satisfy constraint: 1 to 256 of a-z A-Z 0-9 . _ : / = + - @ and space.",
    );
  }
}

const invalid = (message: string) =>
  new InvocationRefused("InvalidParameterValueException", message);
