import { spawn } from "node:child_process";
import { openDataDirectory } from "../../../local/data-directory/data-directory.ts";

/**
 * A program: takes the data directory it is given, starts two processes in its name, one of them
 * stopped, prints their ids, and stays until it is killed.
 */
const data = await openDataDirectory(process.argv[2] ?? "", () => {});
const children = [1, 2].map(() =>
  spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" }),
);
for (const { pid } of children) data.addChild(pid ?? 0);
children[0]?.kill("SIGSTOP");
console.log(JSON.stringify(children.map(({ pid }) => pid)));
