import type { RunError, RunStatus } from "#schemas/sandbox.ts";
import { httpScriptErrorName } from "#schemas/sandbox-bounds.ts";
import { withModuleHint, withReplacement } from "./missing-names.ts";
import { plainer, plainerSyntax } from "./plainer-messages.ts";

/** The name the node's source has in its own stack traces. */
export const nodeFile = "node.js";

/** What the guest says of something thrown: its own words, to be bounded and never believed. */
export interface Description {
  readonly error: RunError;
  readonly refused: boolean;
  /** `null` or `undefined` was thrown, which is also how the engine reports lack of memory. */
  readonly empty: boolean;
}

const ownFrame = new RegExp(`\\(?\\b${nodeFile.replace(".", "\\.")}:(\\d{1,9}):(\\d{1,9})\\)?$`);

export function readDescription(text: string): Description {
  const read: unknown = JSON.parse(text);
  const fields = new Map(typeof read === "object" && read !== null ? Object.entries(read) : []);
  const frames = String(fields.get("stack") ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => ownFrame.test(line));
  const name = nameOf(fields.get("name"));
  const message = String(fields.get("message"));
  const hinted = name === "ReferenceError" ? withReplacement(message) : plainer(message);
  return {
    error: { name, message: hinted.slice(0, 2_000), ...positionOf(frames[0]), ...stackOf(frames) },
    refused: fields.get("refused") === true,
    empty: fields.get("empty") === true,
  };
}

/** The name by which the host tells of a script is not one that a node can give its errors. */
function nameOf(given: unknown): string {
  const name = String(given).slice(0, 100);
  return name === httpScriptErrorName ? "Error" : name;
}

/** A syntax error, with the line it is in as help for what modules are. */
export function withSourceHint(error: RunError, code: string): RunError {
  const line = code.split("\n")[(error.line ?? 1) - 1] ?? "";
  const message = plainerSyntax(withModuleHint(error.message, line), line);
  return { ...error, message: message.slice(0, 2_000) };
}

function positionOf(frame: string | undefined): { line?: number; column?: number } {
  const found = frame === undefined ? null : ownFrame.exec(frame);
  return found === null ? {} : { line: Number(found[1]), column: Number(found[2]) };
}

function stackOf(frames: readonly string[]): { stack?: string } {
  return frames.length === 0 ? {} : { stack: frames.join("\n").slice(0, 2_000) };
}

/** Ends a run from anywhere in its handling. */
export class RunEnded extends Error {
  readonly status: RunStatus;
  readonly error: RunError;
  constructor(status: RunStatus, error: RunError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

const outOfMemoryText = /^(?:out of memory|invalid array buffer length)$/i;

/**
 * Lack of memory has many faces: an error of the engine, an empty value thrown, a failed call.
 * The empty ones, and those a node could have thrown itself, count only where the memory was
 * indeed used.
 */
export function isOutOfMemory(
  description: Pick<Description, "error" | "empty">,
  memoryBytes: number,
  limitBytes: number,
): boolean {
  const { name, message } = description.error;
  const saysSo = outOfMemoryText.test(message);
  if (saysSo && (name === "InternalError" || name === "RangeError")) return true;
  const mayMeanIt = saysSo || description.empty || message.includes("[uninitialized]");
  return mayMeanIt && memoryBytes > limitBytes / 2;
}

export const memoryError = (limitMb: number): RunError => ({
  name: "MemoryLimitError",
  message: `the code needed more than its ${limitMb} MB of memory`,
});

export const cpuError = (limitMs: number): RunError => ({
  name: "TimeoutError",
  message: `the code used more than its ${limitMs} ms of processor time`,
});

export const wallError = (limitMs: number): RunError => ({
  name: "TimeoutError",
  message: `the run took longer than its ${limitMs} ms`,
});
