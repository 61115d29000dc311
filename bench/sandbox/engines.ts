import { createContext, Script } from "node:vm";
import { getQuickJS, type QuickJSContext, shouldInterruptAfterDeadline } from "quickjs-emscripten";
import type { SandboxHandler } from "./built-function.ts";
import { answerText, declaredHosts, exchanges, type Program } from "./programs.ts";

/** Runs a program once in a context of its own and gives what it returned. */
export type RunProgram = (program: Program) => Promise<unknown>;

const memoryMb = 64;
const cpuMs = 10_000;

/** The whole path: what the function is asked, and what it answers. */
export function inSandbox(handler: SandboxHandler): RunProgram {
  return async ({ name, code, inputs, requests }) => {
    const http = requests === undefined ? {} : { http: exchanges(requests) };
    const { replies } = await handler({
      tenant: "bench",
      code,
      runs: [{ inputs, ...http }],
      limits: { cpuMs, wallMs: 30_000, memoryMb, outputBytes: 4 << 20, totalMs: 55_000 },
      hosts: declaredHosts,
    });
    const [reply] = replies;
    if (reply?.status !== "success") throw new Error(`${name}: ${JSON.stringify(reply)}`);
    return reply.output;
  };
}

const start = `execute(JSON.parse(__inputs), { fetch: __fetch }).then(JSON.stringify)`;
const responseSource = `
  const __fetch = async (url) => {
    const text = await __request(String(url));
    return { ok: true, status: 200, text: async () => text, json: async () => JSON.parse(text) };
  };`;

/** The measure of all ratios: a new context of V8 in this process, which protects from nothing. */
export const inNodeVm: RunProgram = async ({ code, inputs }) => {
  const context = createContext({
    __inputs: JSON.stringify(inputs),
    __request: async () => answerText,
  });
  new Script(responseSource).runInContext(context);
  new Script(code).runInContext(context);
  return JSON.parse(await new Script(start).runInContext(context));
};

/** The peer: the same engine's elder port, a new context for each run in a module they share. */
export async function inQuickjsEmscripten(): Promise<RunProgram> {
  const engine = await getQuickJS();
  return async ({ code, inputs }) => {
    const runtime = engine.newRuntime({
      memoryLimitBytes: memoryMb << 20,
      interruptHandler: shouldInterruptAfterDeadline(Date.now() + cpuMs),
    });
    const context = runtime.newContext();
    try {
      defineInputs(context, JSON.stringify(inputs));
      defineRequest(context);
      run(context, responseSource);
      run(context, code);
      run(context, `${start}.then((text) => { globalThis.__output = text; });`);
      await drain(context);
      return JSON.parse(context.getProp(context.global, "__output").consume(context.getString));
    } finally {
      context.dispose();
      runtime.dispose();
    }
  };
}

function defineInputs(context: QuickJSContext, text: string): void {
  context.newString(text).consume((handle) => context.setProp(context.global, "__inputs", handle));
}

function defineRequest(context: QuickJSContext): void {
  const request = context.newFunction("__request", () => {
    const promise = context.newPromise();
    queueMicrotask(() => {
      context.newString(answerText).consume((handle) => promise.resolve(handle));
      promise.dispose();
    });
    return promise.handle;
  });
  request.consume((handle) => context.setProp(context.global, "__request", handle));
}

function run(context: QuickJSContext, source: string): void {
  context.unwrapResult(context.evalCode(source)).dispose();
}

/** Jobs, and the answers that come between them. */
async function drain(context: QuickJSContext): Promise<void> {
  for (;;) {
    context.unwrapResult(context.runtime.executePendingJobs());
    await Promise.resolve();
    if (!context.runtime.hasPendingJob()) return;
  }
}
