import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const commands = resolve(import.meta.dirname, "../../../local");

/** Of a shell that knows of no account. */
function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const nothing = { PATH: process.env.PATH ?? "", HOME: "/nonexistent" };
  return promisify(execFile)(process.execPath, [resolve(commands, command), ...args], {
    env: { ...nothing, AWS_EC2_METADATA_DISABLED: "true", ...env },
  });
}

describe("a command for a deployed stage", () => {
  it.each([
    ["redrive.ts", ["--stage", "prod"]],
    ["tenant.ts", ["export", "a".repeat(43), "--stage", "prod"]],
  ])("%s says what its shell does not have", async (command, args) => {
    await expect(run(command, args, {})).rejects.toMatchObject({
      code: 1,
      stderr: "this shell names no AWS region: set AWS_REGION, or AWS_PROFILE of one that has it\n",
    });
    await expect(run(command, args, { AWS_REGION: "us-east-1" })).rejects.toMatchObject({
      code: 1,
      stderr: "this shell has no AWS credentials: set AWS_PROFILE, or sign in\n",
    });
  });
});
