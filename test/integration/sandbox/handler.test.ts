import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesBesideBundle } from "../../../functions/sandbox/engine-sources.ts";
import { handler } from "../../../functions/sandbox/handler.ts";
import { sandboxRequest } from "../../support/sandbox/shared-sandbox.ts";

const request = sandboxRequest("async function execute(inputs) { return { a: inputs.a + 1 }; }", {
  inputs: { a: 1 },
});

test("runs for the tenant of its environment", async () => {
  const { replies } = await handler(request, { tenantId: "tenant-a" });
  expect(replies[0]).toMatchObject({ status: "success", output: { a: 2 } });
});

test("ends the runs before the invocation itself would end", async () => {
  const waiting = sandboxRequest(
    "const execute = () => new Promise((r) => setTimeout(r, 60_000));",
  );
  const context = { tenantId: "tenant-a", getRemainingTimeInMillis: () => 2_050 };
  const { replies } = await handler(waiting, context);
  expect(replies[0]).toMatchObject({ status: "not_run", error: { name: "TimeoutError" } });
});

test.each([{}, { tenantId: undefined }, { tenantId: "tenant-b" }, { tenantId: "" }])(
  "refuses an invocation that is not the tenant's: %j",
  async (context) => {
    await expect(handler(request, context)).rejects.toThrow("tenant");
  },
);

test.each([
  ["nothing", undefined],
  ["an unknown field", { ...request, more: 1 }],
  ["too much memory", { ...request, limits: { ...request.limits, memoryMb: 4_096 } }],
  ["no runs", { ...request, runs: [] }],
])("refuses what is no request: %s", async (_what, event) => {
  await expect(handler(event, { tenantId: "tenant-a" })).rejects.toThrow();
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-bundle-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("bundled, it runs alone: no modules beside it, no environment, few permissions", async () => {
  await build({
    entryPoints: { index: "functions/sandbox/handler.ts", worker: "functions/sandbox/worker.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    keepNames: true,
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
  });
  for (const { name, contents } of await filesBesideBundle()) {
    await writeFile(join(folder, name), contents);
  }
  await writeFile(
    join(folder, "call.mjs"),
    `const { handler } = await import("./index.mjs");
     const reply = await handler(${JSON.stringify(request)}, { tenantId: "tenant-a" });
     console.log(JSON.stringify(reply.replies[0].output));`,
  );
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      "--permission",
      "--allow-worker",
      "--disable-warning=PERM0006",
      `--allow-fs-read=${folder}`,
      join(folder, "call.mjs"),
    ],
    { cwd: folder, env: { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001" } },
  );
  expect(stdout.trim()).toBe('{"a":2}');
  expect(stderr).toBe("");
});
