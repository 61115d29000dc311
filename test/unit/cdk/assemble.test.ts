import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assemble } from "../../../cdk/assemble.ts";
import { functionEntries } from "../../../cdk/bundle/entry-points.ts";
import { findings, stackSummaries } from "../../../cdk/read-assembly.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "assemble-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("assembling a stage", () => {
  it("writes it once, whole, and again only for what would change it", async () => {
    const outdir = join(directory, "assembly");
    const stage = "local";
    const all = functionEntries().length;
    expect(await assemble({ stage, outdir })).toEqual({ directory: outdir, cached: false });
    expect(await stackSummaries(outdir)).toEqual([
      { name: "Data", resources: 4, functions: 0 },
      { name: "Service", resources: expect.any(Number), functions: all },
    ]);

    // Other variables of the operator are parameters, and leave the template as it is.
    const same = { LOG_LEVEL: "debug" };
    expect((await assemble({ stage, outdir, environment: same })).cached).toBe(true);

    const other = { CORS_ORIGINS: "https://app.example" };
    expect((await assemble({ stage, outdir, environment: other })).cached).toBe(false);
    expect(await readFile(join(outdir, "Service.template.json"), "utf8")).toContain(
      "'https://app.example'",
    );

    // What fails leaves what was there, and nothing half-written beside it.
    await expect(assemble({ stage: "nowhere", outdir })).rejects.toThrow('no stage "nowhere"');
    expect((await assemble({ stage, outdir, environment: other })).cached).toBe(true);
    expect(await readdir(directory)).toEqual(["assembly"]);
  });
});

describe("findings", () => {
  it("are every line of the report, warnings too", async () => {
    const violations = [
      {
        ruleName: "Rule-1",
        description: "too wide",
        severity: "warning",
        violatingConstructs: [{ constructPath: "Data/Table" }],
      },
    ];
    const report = { pluginReports: [{ pluginName: "Pack", violations }] };
    await writeFile(join(directory, "validation-report.json"), JSON.stringify(report));
    expect(await findings(directory)).toEqual(["warning Pack Rule-1: too wide (Data/Table)"]);
  });

  it("cannot be none where nothing was checked", async () => {
    await expect(findings(directory)).rejects.toThrow("was synthesized without checks");
  });
});

describe("the command that synthesizes", () => {
  it.each([["--stage"], ["--nonsense"]])(
    "says in one sentence what is wrong with %s",
    async (arg) => {
      const synth = resolve(import.meta.dirname, "../../../cdk/synth.ts");
      const run = promisify(execFile)(process.execPath, [synth, arg]);
      await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^.*\n$/) });
    },
  );
});

describe("the command of the CDK", () => {
  it("refuses to deploy the stage of the local run", async () => {
    const app = resolve(import.meta.dirname, "../../../cdk/app.ts");
    const env = { ...process.env, CDK_CONTEXT_JSON: '{"stage":"local"}', CDK_OUTDIR: directory };
    const run = promisify(execFile)(process.execPath, [app], { env });
    await expect(run).rejects.toThrow('The stage "local" is only for this machine');
    expect(await readdir(directory)).toEqual([]);
  });

  it("says in one sentence what is wrong with what it was told", async () => {
    const app = resolve(import.meta.dirname, "../../../cdk/app.ts");
    const CDK_CONTEXT_JSON = '{"domainName":"api.example.com"}';
    const env = { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: directory };
    await expect(promisify(execFile)(process.execPath, [app], { env })).rejects.toMatchObject({
      code: 1,
      stderr:
        'For an own domain the context "domainName" is not enough: set "certificateArn" too.\n',
    });
  });
});
