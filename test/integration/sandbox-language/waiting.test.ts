import { test } from "vitest";
import { expectSameAsHost } from "../../support/sandbox/compare-with-host.ts";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();
const steps = (body: string) => `await (async () => { const seen = []; ${body}; return seen; })()`;
const pause = (milliseconds: number) => `await new Promise((r) => setTimeout(r, ${milliseconds}))`;

test("timers and their order", () =>
  expectSameAsHost(run, [
    steps(
      `setTimeout(() => seen.push("timer"), 0); queueMicrotask(() => seen.push("micro")); Promise.resolve().then(() => seen.push("then")); seen.push("now"); ${pause(5)}`,
    ),
    steps(
      `setTimeout(() => seen.push(3), 40); setTimeout(() => seen.push(1), 1); setTimeout(() => seen.push(2), 20); ${pause(60)}`,
    ),
    steps(`for (const n of [1, 2, 3]) setTimeout(() => seen.push(n), 5); ${pause(20)}`),
    steps(
      `setTimeout(() => { seen.push("a"); Promise.resolve().then(() => seen.push("between")); }, 1); setTimeout(() => seen.push("b"), 1); ${pause(15)}`,
    ),
    steps(`setTimeout((...values) => seen.push(...values), 1, "x", 2); ${pause(10)}`),
    steps(
      `clearTimeout(setTimeout(() => seen.push("never"), 1)); clearTimeout(undefined); clearTimeout(999999); ${pause(10)}`,
    ),
    steps(
      `const i = setInterval(() => { seen.push("tick"); if (seen.length === 3) clearInterval(i); }, 1); ${pause(40)}`,
    ),
    steps(
      `const i = setInterval(() => { seen.push("tick"); if (seen.length === 3) clearTimeout(i); }, 1); ${pause(40)}`,
    ),
    steps(
      `setTimeout(() => seen.push("negative"), -5); setTimeout(() => seen.push("text"), "3"); setTimeout(() => seen.push("NaN"), NaN); ${pause(20)}`,
    ),
    'setTimeout("seen.push(1)", 1)',
    "setTimeout()",
    "queueMicrotask()",
    steps(
      `queueMicrotask(() => { seen.push(1); queueMicrotask(() => seen.push(2)); }); await null; seen.push("between"); ${pause(1)}`,
    ),
    "typeof performance.now() + (performance.now() >= 0)",
    "(() => { const a = performance.now(); return performance.now() >= a; })()",
  ]));

test("aborting", () =>
  expectSameAsHost(run, [
    steps(
      `const c = new AbortController(); c.signal.addEventListener("abort", (e) => seen.push(e.type, e.target === c.signal, c.signal.reason.name)); c.abort(); c.abort()`,
    ),
    steps(
      `const c = new AbortController(); c.signal.onabort = () => seen.push("on"); c.signal.addEventListener("abort", () => seen.push("listener")); c.abort("why"); seen.push(c.signal.reason, c.signal.aborted)`,
    ),
    steps(
      `const c = new AbortController(); const f = () => seen.push("never"); c.signal.addEventListener("abort", f); c.signal.removeEventListener("abort", f); c.abort()`,
    ),
    steps(
      `const c = new AbortController(); const f = () => seen.push("once"); c.signal.addEventListener("abort", f); c.signal.addEventListener("abort", f); c.abort()`,
    ),
    steps(
      `const c = new AbortController(); c.signal.addEventListener("abort", { handleEvent(e) { seen.push(e.type); } }); c.abort()`,
    ),
    steps(
      `const c = new AbortController(); const d = new AbortController(); c.signal.addEventListener("abort", () => seen.push("never"), { signal: d.signal }); d.abort(); c.abort()`,
    ),
    "AbortSignal.abort().reason.name + AbortSignal.abort().aborted",
    "AbortSignal.abort(5).reason",
    "AbortSignal.abort().throwIfAborted()",
    "new AbortController().signal.throwIfAborted()",
    "(() => { const c = new AbortController(); c.abort(undefined); return c.signal.reason.name; })()",
    "(() => { const c = new AbortController(); c.abort(null); return c.signal.reason; })()",
    steps(
      `const s = AbortSignal.timeout(3); seen.push(s.aborted); ${pause(30)}; seen.push(s.aborted, s.reason.name, s.reason instanceof DOMException)`,
    ),
    steps(
      `const c = new AbortController(); const s = AbortSignal.any([c.signal, new AbortController().signal]); s.addEventListener("abort", () => seen.push(s.reason)); c.abort("first"); seen.push(s.aborted)`,
    ),
    "AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason",
    "AbortSignal.any([]).aborted",
    "AbortSignal.any()",
    "AbortSignal.any([5])",
    "AbortSignal.timeout()",
    "AbortSignal.timeout(-1)",
    "new AbortSignal()",
    "AbortController()",
    "Object.prototype.toString.call(new AbortController()) + Object.prototype.toString.call(new AbortController().signal)",
    "new AbortController().signal.onabort",
    "new AbortController().signal instanceof AbortSignal",
    '(({ name, message, code }) => [name, message, code])(new DOMException("m", "AbortError"))',
    'new DOMException("m") instanceof Error',
  ]));
