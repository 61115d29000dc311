import { readdirSync, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeLine } from "../../../local/logs/describe-line.ts";
import { linesAbout } from "../../../local/logs/lines-about.ts";
import { logLines } from "../../../local/logs/log-lines.ts";
import { openLogs } from "../../../local/logs.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second)).toISOString();

const line = (second: number, message: string, fields: object = {}) =>
  JSON.stringify({ timestamp: at(second), level: "info", message, ...fields });

/** Two jobs of one batch, a refinement of the node that the first made, and others' lines. */
async function logsOfTwoJobs(): Promise<string> {
  const directory = await temporaryDirectory();
  const first = { requestId: "request-1", jobId: "job-1" };
  const second = { requestId: "request-1", jobId: "job-2" };
  const refined = { requestId: "request-2", jobId: "job-3" };
  const files = {
    "GenerateBatchFunction.log": [
      line(1, "job accepted", first),
      line(2, "job accepted", second),
      line(3, "request", { requestId: "request-1", status: 202 }),
    ],
    "WorkerFunction.log.old": [line(4, "generation taken", { ...first, nodeId: "node-1" })],
    "WorkerFunction.log": [
      "START of what is no line of ours: job-1",
      "{ not JSON",
      line(7, "generation taken", { ...second, nodeId: "node-2" }),
      line(6, "generation", { ...first, outcome: "succeeded" }),
      line(9, "generation taken", { ...refined, nodeId: "node-1" }),
    ],
    "SandboxFunction.log": [line(5, "sandbox", { ...first, outcome: "ran", runs: { success: 3 } })],
    "RefineNodeFunction.log": [
      line(8, "job accepted", refined),
      line(10, "request", { requestId: "request-2", nodeId: "node-1", status: 200 }),
    ],
  };
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(directory, name), `${lines.join("\n")}\n`);
  }
  return directory;
}

const about = async (id: string) => {
  const directory = await logsOfTwoJobs();
  const lines = await linesAbout(id, () => logLines(directory));
  return lines.map((one) => `${one.source} ${one.message} ${one.jobId ?? "-"}`);
};

describe("the lines about an id", () => {
  it("follow one job over all functions in the order of time, with the request that made it", async () => {
    expect(await about("job-1")).toEqual([
      "GenerateBatchFunction job accepted job-1",
      "GenerateBatchFunction request -",
      "WorkerFunction generation taken job-1",
      "SandboxFunction sandbox job-1",
      "WorkerFunction generation job-1",
    ]);
  });

  it("follow a request into every job that it made", async () => {
    const lines = await about("request-1");
    expect(lines).toContain("SandboxFunction sandbox job-1");
    expect(lines).toContain("WorkerFunction generation taken job-2");
    expect(lines.filter((one) => one.endsWith("job-3"))).toEqual([]);
  });

  it("follow a node through all that changed it", async () => {
    const lines = await about("node-1");
    expect(lines).toContain("GenerateBatchFunction job accepted job-1");
    expect(lines).toContain("RefineNodeFunction job accepted job-3");
    expect(lines.filter((one) => one.endsWith("job-2"))).toEqual([]);
  });

  it("are none for what nothing names, and where nothing has run", async () => {
    expect(await about("job-9")).toEqual([]);
    const nowhere = join(await temporaryDirectory(), "none");
    expect(await linesAbout("job-1", () => logLines(nowhere))).toEqual([]);
  });

  it("are shown one each, with what is known and without what a terminal obeys", () => {
    const shown = describeLine({
      source: "WorkerFunction",
      at: at(1),
      level: "warn",
      message: "generation fault",
      jobId: "job-1",
      requestId: undefined,
      nodeId: undefined,
      fields: { kinds: ["create"], code: "rate_limit", error: { name: "E\u001b[31m" } },
    });
    expect(shown).toBe(
      '10:00:01.000 Worker         warn  generation fault jobId=job-1 kinds=["create"] code=rate_limit\n  {"name":"E\\u001b[31m"}',
    );
  });
});

describe("the files of the logs", () => {
  it("are put aside when full while the stack runs, one before the last kept", async () => {
    const directory = await temporaryDirectory();
    const logs = openLogs(directory, () => {}, { mostBytes: 1_000 });
    for (let number = 0; number < 100; number += 1)
      logs.log("worker", `line ${number} `.repeat(10));
    logs.close();
    expect(readFileSync(join(directory, "worker.log"), "utf8")).toContain("line 99");
    expect(readdirSync(directory).sort()).toEqual(["worker.log", "worker.log.old"]);
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).size).toBeLessThan(1_200);
    }
  });

  it("go on where they ended when the stack starts again", async () => {
    const directory = await temporaryDirectory();
    for (const word of ["first", "second"]) {
      const logs = openLogs(directory);
      logs.log("worker", word);
      logs.close();
    }
    expect(readFileSync(join(directory, "worker.log"), "utf8")).toBe("first\nsecond\n");
  });
});
