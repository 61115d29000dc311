import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, ".github/workflows");

const Permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.object({
  uses: z.string().optional(),
  environment: z.string().optional(),
  permissions: Permissions.optional(),
  "timeout-minutes": z.number().optional(),
  "runs-on": z.string().optional(),
  steps: z.array(Step).default([]),
});
const Workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: Permissions,
  jobs: z.record(z.string(), Job),
});

const files = (await readdir(folder)).sort();
const workflows = await Promise.all(
  files.map(async (file) => {
    const text = await readFile(resolve(folder, file), "utf8");
    return { file, text, ...Workflow.parse(parse(text)) };
  }),
);
const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ name: `${file} ${name}`, ...job })),
);
const steps = jobs.flatMap(({ name, steps }) => steps.map((step) => ({ job: name, ...step })));

/** The least that do the work; each further one is somebody else's code with our rights. */
const actions = [
  "actions/checkout",
  "actions/setup-node",
  "actions/upload-artifact",
  "aws-actions/configure-aws-credentials",
];

describe("the workflows", () => {
  it("are these", () => {
    expect(files).toEqual(["ci.yml", "deploy.yml", "release.yml"]);
  });

  it("use few actions, each by the hash of a commit, with its version beside it", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(5);
    for (const name of used) {
      expect(name).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(actions).toContain(name.split("@")[0]);
    }
    const noted = workflows.flatMap(({ text }) =>
      text.match(/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm),
    );
    expect(noted).toHaveLength(used.length);
    const byAction = Object.groupBy(used, (name) => name.split("@")[0] ?? "");
    for (const found of Object.values(byAction)) expect(new Set(found).size).toBe(1);
  });

  it("call only workflows of this repository", () => {
    const called = jobs.flatMap(({ uses }) => uses ?? []);
    expect(new Set(called)).toEqual(new Set(["./.github/workflows/deploy.yml"]));
  });

  it("may read the repository and nothing else, but for what a job needs", () => {
    for (const { permissions } of workflows) expect(permissions).toEqual({ contents: "read" });
    const more = jobs.filter(({ permissions }) => permissions !== undefined);
    expect(Object.fromEntries(more.map(({ name, permissions }) => [name, permissions]))).toEqual({
      "deploy.yml deploy": { contents: "read", "id-token": "write" },
      "release.yml staging": { contents: "read", "id-token": "write" },
      "release.yml prod": { contents: "read", "id-token": "write" },
      "release.yml publish": { contents: "write" },
    });
  });

  it("hold no key: accounts are reached by a role that trusts the environment", () => {
    for (const { text } of workflows) {
      expect(text).not.toMatch(/secrets\.|aws[-_]access[-_]key|aws[-_]secret|AKIA/i);
    }
    const signIns = steps.filter(({ uses }) => uses?.startsWith("aws-actions/"));
    expect(signIns).toHaveLength(1);
    expect(Object.keys(signIns[0]?.with ?? {})).toEqual(["role-to-assume", "aws-region"]);
    const [deploy] = jobs.filter(({ name }) => name === "deploy.yml deploy");
    expect(deploy?.environment).toContain("inputs.stage");
  });

  it("leave no credentials in the checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  it("run changes of strangers without rights, and put no words of theirs into a shell", () => {
    for (const { on } of workflows) expect(Object.keys(on)).not.toContain("pull_request_target");
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("end", () => {
    const own = jobs.filter(({ uses }) => uses === undefined);
    for (const job of own) expect(job["timeout-minutes"], job.name).toBeLessThanOrEqual(60);
  });

  it("run scripts that there are, and only what the lock file names", async () => {
    const manifest: unknown = JSON.parse(await readFile(resolve(root, "package.json"), "utf8"));
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(manifest);
    const lines = steps.map(({ run = "" }) => run).join("\n");
    const named = [...lines.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? "");
    expect(new Set(named)).toEqual(new Set(["synth", "audit-findings", "licences"]));
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
    expect(lines).not.toMatch(/npm (i|install)\b/);
  });
});
