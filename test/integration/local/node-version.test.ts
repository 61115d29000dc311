import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const guard = fileURLToPath(new URL("../../../local/node-version.mjs", import.meta.url));

/** Runs the guard as if under another version of Node. */
function runOn(version: string) {
  const versions = JSON.stringify({ node: version });
  const disguise = `Object.defineProperty(process, "versions", { value: ${versions} });`;
  const preload = `data:text/javascript,${encodeURIComponent(disguise)}`;
  return spawnSync(process.execPath, ["--import", preload, guard], { encoding: "utf8" });
}

it("refuses an old Node in one sentence, and is silent on a new one", () => {
  const old = runOn("20.20.0");
  expect([old.status, old.stdout]).toEqual([1, ""]);
  expect(old.stderr).toContain("runs on Node 24 or later, and this is Node 20.20.0");
  expect(runOn("24.0.0")).toMatchObject({ status: 0, stderr: "" });
});
