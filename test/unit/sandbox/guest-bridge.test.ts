import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { steppedClock } from "../../../functions/sandbox/run/guest-clock.ts";
import { makeGuestHost } from "../../../functions/sandbox/run/guest-host.ts";
import { LocaleBridge } from "../../../functions/sandbox/run/locale-bridge.ts";
import { localeServices } from "../../../functions/sandbox/run/locale-services.ts";
import { LogBook } from "../../../functions/sandbox/run/log-book.ts";
import { VirtualTimeline } from "../../../functions/sandbox/run/timeline.ts";

function bridge() {
  const seen: unknown[] = [];
  const timeline = new VirtualTimeline(steppedClock(0));
  const logs = new LogBook();
  const host = makeGuestHost({
    logs,
    locale: new LocaleBridge(),
    timeline,
    fire: (timer) => seen.push(["fire", timer]),
    request: (id, text) => seen.push(["request", id, text]),
    abort: (id) => seen.push(["abort", id]),
    waited: (milliseconds) => seen.push(["waited", milliseconds]),
  });
  return { host, seen, timeline, logs };
}

const guestMethods = [
  "format",
  "formatToParts",
  "compare",
  "describe",
  "resolvedOptions",
  "starts",
];
const operations = ["log", "drop", "timer", "clear", "fetch", "abort", "locale", "compare"];

describe("whatever a guest sends", () => {
  test("the host answers with a text, nothing, or throws a text", () => {
    const { host } = bridge();
    const operation = fc.oneof(fc.constantFrom(...operations), fc.string());
    fc.assert(
      fc.property(operation, fc.array(fc.string(), { maxLength: 6 }), (name, texts) => {
        try {
          const answer = host(name, texts);
          expect(["string", "undefined"]).toContain(typeof answer);
        } catch (thrown) {
          expect(typeof thrown).toBe("string");
        }
      }),
      { numRuns: 500 },
    );
  });

  test("locale settings and values of any shape give an answer or an error, never an exception", () => {
    const locale = new LocaleBridge();
    const services = [...localeServices.keys(), "constructor", "__proto__"];
    const methods = [...guestMethods, "constructor", "toString", "__proto__"];
    fc.assert(
      fc.property(
        fc.constantFrom(...services),
        fc.json(),
        fc.constantFrom(...methods),
        fc.json(),
        (service, settings, method, values) => {
          const answer = JSON.parse(locale.call([service, settings, method, values]));
          if (answer.error !== undefined) expect(typeof answer.error).toBe("string");
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(["constructor", "__proto__", "toString", "valueOf", "bind"])(
    "no method beyond the list can be called: %s",
    (method) => {
      const answer = new LocaleBridge().call(["NumberFormat", "[null,null]", method, "[]"]);
      expect(JSON.parse(answer)).toMatchObject({
        error: expect.stringContaining("is not available"),
      });
    },
  );
});

test("timers fire by number, and the wait is told", async () => {
  const { host, seen, timeline } = bridge();
  host("timer", ["1", "20"]);
  host("timer", ["2", "-5"]);
  host("timer", ["3", "10"]);
  host("clear", ["3"]);
  host("clear", ["99"]);
  for (let action = await timeline.next(); action; action = await timeline.next()) action();
  expect(seen).toEqual([
    ["waited", 0],
    ["fire", 2],
    ["waited", 20],
    ["fire", 1],
  ]);
});

test("requests go on as they are, unless they are huge", () => {
  const { host, seen } = bridge();
  host("fetch", ["1", "{}"]);
  host("abort", ["1"]);
  expect(seen).toEqual([
    ["request", 1, "{}"],
    ["abort", 1],
  ]);
  expect(() => host("fetch", ["2", "x".repeat(3 << 20)])).toThrow("the request is too large");
});
