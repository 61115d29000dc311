import { test } from "vitest";
import { expectSameAsHost } from "../../support/sandbox/compare-with-host.ts";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();

const hex = '((b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join(""))';
const text = (value: string) => `new TextEncoder().encode(${JSON.stringify(value)})`;
const steps = (body: string) => `await (async () => { const s = crypto.subtle; ${body} })()`;

const digests = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];

test("digests and keyed digests", () =>
  expectSameAsHost(run, [
    ...digests.map((name) => `${hex}(await crypto.subtle.digest("${name}", ${text("abc")}))`),
    ...digests.map((name) =>
      steps(
        `const k = await s.importKey("raw", ${text("key")}, { name: "HMAC", hash: "${name}" }, true, ["sign", "verify"]);
         const mac = await s.sign("HMAC", k, ${text("data")});
         return [${hex}(mac), await s.verify("HMAC", k, mac, ${text("data")}), await s.verify("HMAC", k, mac, ${text("other")}), ${hex}(await s.exportKey("raw", k))];`,
      ),
    ),
    `${hex}(await crypto.subtle.digest({ name: "sha-256" }, new ArrayBuffer(3)))`,
    `${hex}(await crypto.subtle.digest("SHA-256", new DataView(${text("abcd")}.buffer, 1, 2)))`,
    `${hex}(await crypto.subtle.digest("SHA-256", new Uint8Array(100000)))`,
    'await crypto.subtle.digest("MD5", new Uint8Array(1))',
    'await crypto.subtle.digest("SHA-256", "text")',
    steps(
      `const k = await s.importKey("raw", ${text("key")}, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]); return s.exportKey("raw", k);`,
    ),
    steps(
      `const k = await s.importKey("raw", ${text("key")}, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
       return [k.type, k.extractable, k.usages, k.algorithm.name, k.algorithm.hash.name, k.algorithm.length];`,
    ),
  ]));

const aes = `const key = await s.importKey("raw", new Uint8Array(16).fill(7), "AES-GCM", true, ["encrypt", "decrypt"]); const iv = new Uint8Array(12).fill(1);`;

test("encryption and keys", () =>
  expectSameAsHost(run, [
    steps(`${aes} return ${hex}(await s.encrypt({ name: "AES-GCM", iv }, key, ${text("hello")}));`),
    steps(
      `${aes} const c = await s.encrypt({ name: "AES-GCM", iv }, key, ${text("hello")}); return new TextDecoder().decode(await s.decrypt({ name: "AES-GCM", iv }, key, c));`,
    ),
    steps(
      `${aes} const c = new Uint8Array(await s.encrypt({ name: "AES-GCM", iv }, key, ${text("hello")})); c[0] ^= 1; return s.decrypt({ name: "AES-GCM", iv }, key, c);`,
    ),
    steps(`${aes} return ${hex}(await s.exportKey("raw", key));`),
    steps(`return s.importKey("raw", new Uint8Array(5), "AES-GCM", true, ["encrypt"]);`),
    steps(
      `const k = await s.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]); return (await s.exportKey("raw", k)).byteLength;`,
    ),
    steps(
      `const k = await s.importKey("raw", new Uint8Array(16), "AES-CBC", true, ["encrypt"]); return ${hex}(await s.encrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, ${text("hello")}));`,
    ),
    steps(
      `const k = await s.importKey("raw", new Uint8Array(16), "AES-CTR", true, ["encrypt"]); return ${hex}(await s.encrypt({ name: "AES-CTR", counter: new Uint8Array(16), length: 64 }, k, ${text("hello")}));`,
    ),
    steps(
      `const k = await s.importKey("raw", ${text("password")}, "PBKDF2", false, ["deriveBits"]); return ${hex}(await s.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: ${text("salt")}, iterations: 10 }, k, 256));`,
    ),
    steps(
      `const k = await s.importKey("raw", ${text("secret")}, "HKDF", false, ["deriveBits"]); return ${hex}(await s.deriveBits({ name: "HKDF", hash: "SHA-256", salt: ${text("salt")}, info: ${text("info")} }, k, 256));`,
    ),
    'await crypto.subtle.importKey("raw", new Uint8Array(5), "ROT13", true, [])',
    "crypto.randomUUID().length + crypto.getRandomValues(new Uint16Array(3)).length",
    "crypto.getRandomValues()",
  ]));
