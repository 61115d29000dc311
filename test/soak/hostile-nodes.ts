import type { RunStatus, SandboxLimits, SandboxRequest } from "#schemas/sandbox.ts";
import { oneRun } from "../../bench/sandbox/function-process.ts";

interface HostileNode {
  readonly body: string;
  readonly limits: Partial<SandboxLimits>;
  readonly ends: readonly RunStatus[];
}

const short = { cpuMs: 20, wallMs: 1_000, memoryMb: 16 };
const small = { cpuMs: 2_000, wallMs: 5_000, memoryMb: 8 };

const nodes: readonly HostileNode[] = [
  ...[
    "for (;;);",
    "for (;;) await null;",
    "for (;;) { try { for (;;); } catch {} }",
    "const f = () => queueMicrotask(f); f(); await new Promise(() => {});",
    "return { get a() { for (;;); } };",
    "return new Proxy({}, { ownKeys() { for (;;); } });",
    "/^(a+)+$/.test('a'.repeat(40) + 'b');",
    "/(x+x+)+y/.exec('x'.repeat(50));",
    "for (;;) ctx.log('x'.repeat(9e3));",
    "for (;;) (Math.random()).toLocaleString('de-DE');",
    "const a = new Uint8Array(4e6); for (;;) a.reverse();",
    "new Array(2 ** 31).join('');",
    "for (;;) ''.padStart(4e6, 'ab');",
    "const f = () => { setTimeout(f, 0); for (let i = 0; i < 1e5; i++); }; f(); await new Promise(() => {});",
  ].map((body): HostileNode => ({ body, limits: short, ends: ["timeout"] })),
  ...[
    "const a = []; for (;;) a.push(new Array(1e5).fill(1));",
    "const a = []; for (;;) a.push(new Uint8Array(1e6));",
    "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length);",
    "const a = []; for (;;) a.push(new Promise(() => {}));",
    "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });",
  ].map((body): HostileNode => ({ body, limits: small, ends: ["memory"] })),
  ...[
    "throw null;",
    "throw { get message() { throw 1; } };",
    "const f = () => f() + 1; f();",
    "await new Promise(() => {});",
    "for (let i = 0; i < 200; i++) setTimeout(() => {}, 9e9);",
    "for (let i = 0; i < 50; i++) void ctx.fetch('https://example.com/' + i); throw new Error('x');",
  ].map((body): HostileNode => ({ body, limits: small, ends: ["error"] })),
  ...["const a = {}; a.a = a; return a;", "return { text: 'x'.repeat(3e6) };", "return 1;"].map(
    (body): HostileNode => ({
      body,
      limits: { ...small, memoryMb: 32, outputBytes: 1_000 },
      ends: ["invalid_output"],
    }),
  ),
];

/** Every way to misbehave, each with short limits. */
export const hostileRequests: readonly SandboxRequest[] = nodes.map(({ body, limits }) =>
  oneRun(`async function execute(inputs, ctx) { ${body} }`, {}, limits),
);

/** How a run of each ends, in the order of the requests. */
export const hostileEnds: readonly (readonly RunStatus[])[] = nodes.map(({ ends }) => ends);
