import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";

const root = resolve(import.meta.dirname, "../../..");
const Failure = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** Runs a command of the project to its end, which has to come soon. */
async function run(file: string, parameters: readonly string[], environment = {}) {
  const DATA_DIR = await temporaryDirectory();
  const env = { PATH: process.env.PATH, DATA_DIR, PORT: "0", ...environment };
  const options = { cwd: root, env, timeout: 15_000 };
  return promisify(execFile)(process.execPath, [file, ...parameters], options).then(
    (ended) => ({ code: 0, ...ended }),
    (error: unknown) => Failure.parse(error),
  );
}

describe.each([
  ["local/start.ts", "usage: npm start"],
  ["local/token.ts", "usage: npm run -s token"],
  ["local/generate.ts", "usage: npm run -s generate"],
  ["local/schedule.ts", "usage: npm run -s schedule"],
  ["local/show-logs.ts", "usage: npm run -s logs"],
  ["bench/run.ts", "usage: npm run -s bench"],
])("%s", (file, usage) => {
  it("says with --help how it is used", async () => {
    const { code, stdout, stderr } = await run(file, ["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^${usage}`));
  });

  it("refuses an option that it does not have", async () => {
    const { code, stdout, stderr } = await run(file, ["--foo"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^Unknown option '--foo'\\n${usage}`));
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

it.each([
  ["local/token.ts", [], /^usage: /],
  ["local/token.ts", ["ada", "eve"], /^usage: /],
  ["local/token.ts", ["ada", "--role"], /^Option '--role <value>' argument missing\nusage: /],
  ["local/token.ts", ["ada", "--ttl", "-1h"], /^Option '--ttl' needs a value; .*\nusage: /],
  ["local/token.ts", ["ada", "--ttl", "soon"], /^--ttl soon: write a time as in 90s/],
  ["local/token.ts", ["ada", "--claim", "x"], /^--claim x: write it as name=value/],
  ["local/generate.ts", [], /^usage: /],
  ["local/schedule.ts", [], /^usage: /],
  ["local/schedule.ts", ["nope"], /^no stack runs here/],
  ["local/show-logs.ts", [], /^usage: /],
  ["local/show-logs.ts", ["job-1"], /^no line in .*\/logs names job-1$/m],
  ["local/start.ts", ["now"], /^Unexpected argument 'now'\nusage: /],
  ["bench/run.ts", ["nope"], /^there is no suite nope; there are: sizes, cold, .*\nusage: /],
])("%s with %j ends with a sentence", async (file, parameters, sentence) => {
  const { code, stdout, stderr } = await run(file, parameters);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
});

describe("a data directory that cannot be one", () => {
  const isFile = join(root, "package.json");
  it.each([
    ["local/start.ts", isFile, `${isFile} is not a directory: name another one in DATA_DIR\n`],
    ["local/token.ts", `${isFile}/in`, `${isFile} is not a directory: name another one`],
    ["local/start.ts", "/proc/nope", "/proc/nope cannot be made (ENOENT): name another one"],
    ["local/start.ts", "/proc", "/proc/logs cannot be made (ENOENT): name another one"],
  ])("is told of at once by %s: %s", async (file, DATA_DIR, sentence) => {
    const { code, stdout, stderr } = await run(
      file,
      ["ada"].slice(file.includes("start") ? 1 : 0),
      {
        DATA_DIR,
      },
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

it("start says which values a setting may have", async () => {
  const { code, stderr } = await run("local/start.ts", [], { LLM_PROVIDER: "foo" });
  expect(code).toBe(1);
  expect(stderr).toContain("LLM_PROVIDER=foo: may be claude, openai, ollama or mock\n");
});
