import { fileURLToPath } from "node:url";
import type { FunctionDefinition } from "../../../local/functions/function-definition.ts";
import {
  createLocalFunction,
  type LocalFunction,
} from "../../../local/functions/local-function.ts";

const directory = fileURLToPath(new URL("./code", import.meta.url));

export const define = (
  handler: string,
  more: Partial<FunctionDefinition> = {},
): FunctionDefinition => ({
  name: "tested",
  arn: "arn:aws:lambda:us-east-1:000000000000:function:tested",
  directory,
  handler,
  memoryMb: 128,
  timeoutSeconds: 3,
  environment: {},
  tenantIsolation: false,
  ...more,
});

/** Gives a function to the test and ends all its processes afterwards. */
export async function withFunction(
  handler: string,
  more: Partial<FunctionDefinition>,
  test: (local: LocalFunction) => Promise<void>,
): Promise<void> {
  const local = createLocalFunction(define(handler, more));
  try {
    await test(local);
  } finally {
    await local.close();
  }
}

export async function invoke(
  local: LocalFunction,
  event: unknown = {},
  options: { tenantId?: string } = {},
) {
  const result = await local.invoke(JSON.stringify(event), options);
  return { ...result, payload: JSON.parse(result.payload) };
}
