import { test } from "vitest";
import { expectSameAsHost } from "../../support/sandbox/compare-with-host.ts";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();
const bytes = (...values: number[]) => `new Uint8Array([${values.join()}])`;

test("texts and bytes", () =>
  expectSameAsHost(run, [
    '[...new TextEncoder().encode("é€😀")]',
    '[...new TextEncoder().encode("a\\ud800b")]',
    "[...new TextEncoder().encode()]",
    "new TextEncoder().encoding",
    '(() => { const b = new Uint8Array(4); return [new TextEncoder().encodeInto("a€x", b), [...b]]; })()',
    'new TextDecoder().decode(new TextEncoder().encode("é€😀"))',
    `new TextDecoder().decode(${bytes(0xff, 0x61, 0xc3)})`,
    `new TextDecoder().decode(${bytes(0xe2, 0x82, 0x41, 0xf0, 0x9f, 0x98)})`,
    `new TextDecoder("utf-8", { fatal: true }).decode(${bytes(0xff)})`,
    `new TextDecoder("utf-8", { fatal: true }).decode(${bytes(0xe2, 0x82)})`,
    `new TextDecoder().decode(${bytes(0xef, 0xbb, 0xbf, 0x61)})`,
    `new TextDecoder("utf-8", { ignoreBOM: true }).decode(${bytes(0xef, 0xbb, 0xbf, 0x61)})`,
    `new TextDecoder("utf-16le").decode(${bytes(0x61, 0, 0x3d, 0xd8, 0, 0xde)})`,
    `new TextDecoder("utf-16be").decode(${bytes(0, 0x61, 0xd8, 0x3d, 0xde, 0)})`,
    `new TextDecoder("utf-16").decode(${bytes(0xff, 0xfe, 0x61, 0)})`,
    `new TextDecoder("UTF8").encoding + new TextDecoder(" Utf-8 ").encoding + new TextDecoder("utf-16").encoding`,
    '(({ fatal, ignoreBOM }) => [fatal, ignoreBOM])(new TextDecoder("utf-8", { fatal: true }))',
    `(() => { const d = new TextDecoder(); return [d.decode(${bytes(0xe2, 0x82)}, { stream: true }), d.decode(${bytes(0xac, 0x61)}, { stream: true }), d.decode()]; })()`,
    `(() => { const d = new TextDecoder(); d.decode(${bytes(0xe2)}, { stream: true }); return d.decode(); })()`,
    "new TextDecoder().decode()",
    `new TextDecoder().decode(${bytes(0x61, 0x62, 0x63)}.buffer)`,
    `new TextDecoder().decode(new DataView(${bytes(0x61, 0x62, 0x63)}.buffer, 1))`,
    `new TextDecoder().decode(${bytes(0x61, 0x62, 0x63)}.subarray(1, 2))`,
    'new TextDecoder().decode("text")',
    'new TextDecoder("nonsense")',
    'btoa("hello") + atob("aGk=") + atob(" a G k ") + atob("aGk")',
    ...['"*"', '"a"', '"aGk=="', '"="'].map((text) => `atob(${text})`),
    'btoa("€")',
    'btoa("\\u00ff\\u0000") + btoa("") + btoa(null)',
    `${bytes(1, 2, 255)}.toBase64?.() ?? "AQL/"`,
    'typeof Uint8Array.fromBase64 === "function" ? [...Uint8Array.fromBase64("AQL/")] : [1, 2, 255]',
    "[...new Uint8Array(new Float32Array([1.5]).buffer)]",
    "[...new Uint8ClampedArray([300, -5, 1.5])]",
    "new DataView(new ArrayBuffer(8)).getUint8(9)",
    "(() => { const v = new DataView(new ArrayBuffer(8)); v.setFloat64(0, Math.PI); return [v.getUint32(0), v.getBigInt64(0, true)]; })()",
    "new ArrayBuffer(8, { maxByteLength: 16 }).resizable",
    "new ArrayBuffer(8).transfer(4).byteLength",
  ]));

test("structuredClone", () =>
  expectSameAsHost(run, [
    "structuredClone({ d: new Date(0), m: 1, a: [1, , 3], n: null, u: undefined })",
    "structuredClone(new Date(5)).getTime()",
    "[...structuredClone(new Map([[1, { a: new Set([2]) }]]))][0][0]",
    "[...structuredClone(new Set([1, 2]))]",
    "(() => { const a = { n: 1 }; a.self = a; const b = structuredClone(a); return [b.self === b, b !== a]; })()",
    "[...structuredClone(new Uint8Array([1, 2]))]",
    "String(structuredClone(/a+/gi))",
    "(({ name, message }) => [name, message])(structuredClone(new RangeError('x')))",
    "structuredClone(5n)",
    "structuredClone(() => 1)",
    "structuredClone(Symbol('x'))",
    "structuredClone({ f() {} })",
    "structuredClone(new (class A { x = 1; get y() { return 2; } })())",
    "structuredClone(new Proxy({ a: 1 }, {}))",
    "structuredClone(Promise.resolve())",
    "structuredClone()",
  ]));

test("Headers", () =>
  expectSameAsHost(run, [
    'Object.fromEntries(new Headers({ "X-A": "1", accept: "b" }))',
    '(() => { const h = new Headers([["b", "1"], ["A", "2"], ["b", "3"]]); return [[...h], h.get("B"), h.get("c"), h.has("a")]; })()',
    '(() => { const h = new Headers(); h.append("Set-Cookie", "a=1"); h.append("set-cookie", "b=2"); return [h.getSetCookie(), h.get("set-cookie"), [...h]]; })()',
    '(() => { const h = new Headers({ a: "1" }); h.set("A", " 2 "); h.delete("b"); return [...h]; })()',
    '(() => { const seen = []; new Headers({ b: "1", a: "2" }).forEach((v, k) => seen.push(k + v)); return seen; })()',
    '[...new Headers(new Headers({ a: "1" })).keys()]',
    'new Headers({ "a b": "1" })',
    'new Headers({ a: "x\\ny" })',
    'new Headers([["a"]])',
    "new Headers(5)",
    'new Headers({ a: 5, b: null }).get("b")',
    "new Headers().get()",
  ]));
