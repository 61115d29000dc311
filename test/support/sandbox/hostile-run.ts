import { expect } from "vitest";
import type { RunReply } from "#schemas/sandbox.ts";
import type { SandboxOptions } from "../../../functions/sandbox/create-sandbox.ts";
import { type RunOptions, useSandbox } from "./shared-sandbox.ts";

/** Short, so that a suite of programs that never end is done in seconds. */
export const shortLimits = { cpuMs: 20, wallMs: 2_000, memoryMb: 24 };

/** For the run after an attempt, which must not fail because the machine is busy. */
const cleanLimits = { cpuMs: 1_000, wallMs: 5_000 };

const generousMs = 5_000;

/** What only the host's side has: paths, frames, and the names of its own globals. */
const hostTraces =
  /\/work\/|\/tmp\/|\/var\/|file:\/\/\/|node:internal|node_modules|wasm-function|functions\/sandbox/;

const cleanRun = `
  const own = [Object, Array, Function, Promise, String, Map].flatMap((type) => Object.keys(type.prototype));
  const bridges = [(1234.5).toLocaleString("de-DE"), new URL("https://a.example/?b=1").searchParams.get("b"), "a".localeCompare("b")];
  return { own, bridges, leaked: typeof leaked, sum: [1, 2].reduce((a, b) => a + b, 0), text: JSON.stringify({ a: inputs.a }) };`;

/** A sandbox for hostile programs: each run is followed by one that must be as if nothing was. */
export function useHostileSandbox(options: SandboxOptions = {}) {
  const sandbox = useSandbox(options);
  const check = async (reply: RunReply, limits: typeof shortLimits): Promise<RunReply> => {
    expect(JSON.stringify(reply)).not.toMatch(hostTraces);
    expect(reply.stats.wall_ms).toBeLessThan(limits.wallMs + generousMs);
    expect(reply.stats.memory_bytes).toBeLessThanOrEqual(192 << 20);
    expect(Object.keys(Object.prototype)).toEqual([]);
    const next = await sandbox.run(cleanRun, { inputs: { a: 1 }, limits: cleanLimits });
    expect(next).toMatchObject({
      status: "success",
      output: {
        own: [],
        bridges: ["1.234,5", "1", -1],
        leaked: "undefined",
        sum: 3,
        text: '{"a":1}',
      },
      logs: [],
      stats: { fetches: [], logs_dropped: 0 },
    });
    return reply;
  };
  return {
    attempt: async (body: string, run: RunOptions = {}): Promise<RunReply> => {
      const limits = { ...shortLimits, ...run.limits };
      return check(await sandbox.run(body, { ...run, limits }), limits);
    },
    attemptCode: async (code: string, run: RunOptions = {}): Promise<RunReply> => {
      const limits = { ...shortLimits, ...run.limits };
      return check(await sandbox.runCode(code, { ...run, limits }), limits);
    },
  };
}

/** In the node: which names of the host can be read from a value taken to be a global object. */
export const probe = `
  const names = ["process", "require", "module", "Buffer", "WebAssembly", "global", "setImmediate", "navigator", "__host"];
  const found = [];
  const look = (value) => {
    for (const name of names) {
      try { if (value?.[name] !== undefined) found.push(name); } catch {}
    }
    return value;
  };
  const get = (type) => { try { look(type("return this")()); look(type("return process")()); } catch {} };`;
