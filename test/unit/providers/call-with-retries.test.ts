import { describe, expect, it } from "vitest";
import { callWithRetries, defaultLimits } from "#shared/providers/call-with-retries.ts";
import type { ProviderEvent } from "#shared/providers/provider.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import type { AttemptWatch } from "#shared/providers/watched-attempt.ts";
import { manualTiming } from "../../support/providers/manual-timing.ts";

function setUp({ seconds = 120, chance = 0.5 } = {}) {
  const timing = manualTiming(chance);
  const controller = new AbortController();
  const events: ProviderEvent[] = [];
  const call = {
    signal: controller.signal,
    deadline: timing.now() + seconds * 1_000,
    onEvent: (event: ProviderEvent) => events.push(event),
  };
  const watches: AttemptWatch[] = [];
  const start = (attempt: (made: number, watch: AttemptWatch) => Promise<string>) => {
    const outcome = callWithRetries(
      (watch) => {
        watches.push(watch);
        return attempt(watches.length, watch);
      },
      call,
      defaultLimits,
      timing,
    );
    // A test that moves time may look at the outcome long after it was rejected.
    outcome.catch(() => {});
    return outcome;
  };
  return { timing, controller, events, watches, start };
}

const never = () => new Promise<string>(() => {});

describe("attempts", () => {
  it("end with the first answer", async () => {
    const { start, timing } = setUp();
    await expect(start(async () => "answer")).resolves.toBe("answer");
    expect(timing.pending()).toBe(0);
  });

  it("are repeated after a growing pause, at most four in all", async () => {
    const { start, timing, events } = setUp();
    const outcome = start(async () => {
      throw providerFailure("server");
    });
    await timing.advance(60_000);
    await expect(outcome).rejects.toMatchObject({ kind: "server" });
    const pauses = events.flatMap((event) => (event.type === "retry" ? [event.delayMs] : []));
    expect(pauses).toEqual([375, 750, 1_500]);
    expect(timing.pending()).toBe(0);
  });

  it.each([0, 0.999])("pause between half and all of the backoff (chance %d)", async (chance) => {
    const { start, timing, events } = setUp({ chance });
    start(async () => {
      throw providerFailure("network");
    });
    await timing.advance(60_000);
    expect(events[0]).toEqual({
      type: "retry",
      kind: "network",
      delayMs: chance === 0 ? 250 : 500,
    });
  });

  it("are not repeated after a failure that would come again", async () => {
    const { start, watches } = setUp();
    await expect(start(() => Promise.reject(providerFailure("quota")))).rejects.toMatchObject({
      kind: "quota",
    });
    expect(watches).toHaveLength(1);
  });

  it("are not repeated after an error of our own", async () => {
    const { start, watches } = setUp();
    const bug = new RangeError("ours");
    await expect(start(() => Promise.reject(bug))).rejects.toBe(bug);
    expect(watches).toHaveLength(1);
  });
});

describe("a wait the provider asks for", () => {
  const limited = (retryAfterMs: number) => providerFailure("rate_limit", { retryAfterMs });

  it("is kept to the millisecond", async () => {
    const { start, timing, watches } = setUp();
    const outcome = start(async (made) => {
      if (made === 1) throw limited(20_000);
      return "answer";
    });
    await timing.advance(19_999);
    expect(watches).toHaveLength(1);
    await timing.advance(1);
    await expect(outcome).resolves.toBe("answer");
  });

  it("that does not fit before the deadline is left to the caller at once", async () => {
    const { start, watches } = setUp({ seconds: 10 });
    await expect(start(() => Promise.reject(limited(10_000)))).rejects.toMatchObject({
      kind: "rate_limit",
      retryAfterMs: 10_000,
    });
    expect(watches).toHaveLength(1);
  });

  it("ends when the caller cancels", async () => {
    const { start, timing, controller, watches } = setUp();
    const outcome = start(() => Promise.reject(limited(20_000)));
    await timing.advance(5_000);
    controller.abort();
    await expect(outcome).rejects.toMatchObject({ kind: "aborted" });
    expect(watches).toHaveLength(1);
    expect(timing.pending()).toBe(0);
  });
});

describe("silence", () => {
  it("before the first sign of an answer ends the attempt after 30 s", async () => {
    const { start, timing, watches } = setUp();
    start(never);
    await timing.advance(29_999);
    expect(watches[0]?.signal.aborted).toBe(false);
    await timing.advance(1);
    expect(watches[0]?.signal.reason).toMatchObject({ kind: "timeout", retryable: true });
  });

  it("is counted anew from every sign of life", async () => {
    const { start, timing, watches } = setUp();
    start(never);
    for (let signs = 0; signs < 3; signs += 1) {
      await timing.advance(25_000);
      watches[0]?.activity();
    }
    expect(watches[0]?.signal.aborted).toBe(false);
    await timing.advance(30_000);
    expect(watches[0]?.signal.aborted).toBe(true);
  });
});

describe("the deadline", () => {
  it("ends an attempt that shows signs of life for ever", async () => {
    const { start, timing, watches } = setUp({ seconds: 60 });
    const outcome = start(never);
    for (let second = 0; second < 60; second += 5) {
      watches[0]?.activity();
      await timing.advance(5_000);
    }
    await expect(outcome).rejects.toMatchObject({ kind: "timeout" });
    expect(watches).toHaveLength(1);
    expect(timing.pending()).toBe(0);
  });

  it("that has passed fails before anything else", async () => {
    const { start, timing } = setUp({ seconds: -1 });
    const outcome = start(never);
    await timing.advance(0);
    await expect(outcome).rejects.toMatchObject({ kind: "timeout" });
  });
});

describe("the caller's signal", () => {
  it("ends the attempt and its connection", async () => {
    const { start, controller, watches } = setUp();
    const outcome = start(never);
    controller.abort();
    await expect(outcome).rejects.toMatchObject({ kind: "aborted", retryable: false });
    expect(watches[0]?.signal.aborted).toBe(true);
  });

  it("that was aborted before fails the call", async () => {
    const { start, controller } = setUp();
    controller.abort();
    await expect(start(async () => "answer")).rejects.toMatchObject({ kind: "aborted" });
  });
});
