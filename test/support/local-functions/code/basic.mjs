import { execSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

let count = 0;

export const echo = async (event) => event;
export const context = async (_event, context) => ({
  ...context,
  remaining: context.getRemainingTimeInMillis(),
});
export const environment = async () => ({ ...process.env });
export const counter = async () => ({ pid: process.pid, count: ++count });
export const floatAway = async () => {
  setInterval(() => {}, 1);
  return { pid: process.pid };
};
export const wait = async ({ milliseconds }) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return { pid: process.pid };
};
export const loop = async () => {
  for (;;);
};
export const fail = async ({ message }) => {
  throw new TypeError(message);
};
export const exit = async ({ status }) => process.exit(status);
export const outOfMemory = async () => {
  const kept = [];
  for (;;) kept.push(new Array(100_000).fill({}));
};
export const withCallback = (_event, _context, callback) => callback(null, "done");
export const large = async ({ bytes }) => "x".repeat(bytes);
export const log = async () => {
  console.log("to standard output");
  process.stderr.write("to standard error\n");
};
export const read = async ({ path }) => readFileSync(path, "utf8").length;
export const spawn = async () => execSync("true").length;
export const write = async ({ path }) => {
  writeFileSync(path, "written");
  const { length } = readFileSync(path, "utf8");
  rmSync(path);
  return length;
};
