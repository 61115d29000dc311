import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import type { SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import { build } from "../../cdk/build.ts";

export type SandboxHandler = (request: SandboxRequest) => Promise<SandboxReply>;

const Handler = z.custom<(event: unknown, context: object) => Promise<SandboxReply>>(
  (value) => typeof value === "function",
);

const BuiltModule = z.object({ handler: Handler });

/** The folder of the sandbox function as it is deployed. */
export async function builtFunction(): Promise<string> {
  const { outdir } = await build();
  return join(outdir, "sandbox");
}

/** The sandbox function as it is deployed: its worker starts in a tenth of the sources' time. */
export async function loadHandler(): Promise<SandboxHandler> {
  const file = join(await builtFunction(), "index.mjs");
  const { handler } = BuiltModule.parse(await import(pathToFileURL(file).href));
  return (request) => handler(request, { tenantId: request.tenant });
}
