import { describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const { attempt } = useHostileSandbox();

const refusal = 'const e = await ctx.fetch("https://a.example/").catch((error) => error);';

/** What a node could learn from a stack: functions, files and places that are not its own. */
const foreign = /<null>|native|take|failure|settle|callPlace|prelude|\/|\.ts/;

describe("the stack of a refused request holds nothing but the node", () => {
  test.each([
    ["as it is", ""],
    [
      "with a formatter of stacks",
      "try { Error.prepareStackTrace = (_, sites) => { globalThis.sites = sites; return sites; }; } catch {}",
    ],
    [
      "with a formatter on the prototype",
      "Error.prototype.prepareStackTrace = () => 'forged'; TypeError.prepareStackTrace = () => 'forged';",
    ],
    ["with traces as long as can be", "Error.stackTraceLimit = Infinity;"],
    [
      "with a limit that runs code",
      "Object.defineProperty(Error, 'stackTraceLimit', { get() { throw new Error('limit'); } });",
    ],
    [
      "with another Error",
      "globalThis.Error = class { get stack() { return 'at x (/etc/passwd:1:1)'; } };",
    ],
    [
      "with a stack on the prototype",
      "Object.defineProperty(Error.prototype, 'stack', { get() { return 'forged'; }, set(value) { globalThis.seen = value; } });",
    ],
    [
      "with other functions of texts",
      "String.prototype.indexOf = () => 0; String.prototype.slice = () => 'forged'; Reflect.defineProperty = () => true;",
    ],
  ])("%s", async (_what, change) => {
    const { output } = await attempt(
      `${change}\n${refusal}\nreturn { stack: e.stack, seen: globalThis.seen ?? null, sites: typeof globalThis.sites };`,
    );
    expect(output).toMatchObject({ seen: null, sites: "undefined" });
    expect(output).toEqual({
      stack: expect.stringMatching(/^ {4}at execute \(node\.js:3:\d+\)\n$/),
      seen: null,
      sites: "undefined",
    });
    expect(JSON.stringify(output)).not.toMatch(foreign);
  });

  test("and nothing at all where the node wants no traces", async () => {
    const { status, output } = await attempt(
      `Error.stackTraceLimit = 0;\n${refusal}\nreturn { stack: e.stack };`,
    );
    expect({ status, output }).toEqual({ status: "success", output: { stack: "" } });
  });

  test("whatever its functions are called", async () => {
    const { error } = await attempt(
      `const named = { "at x (/etc/passwd:1:1)\\n at y (secret.ts:1:1)\\n": () => ctx.fetch("https://a.example/") };
       await Object.values(named)[0]();`,
    );
    expect(error?.line).toBe(2);
    expect(error?.stack ?? "").not.toMatch(/^at y|secret\.ts:1:1\)$/m);
  });
});
