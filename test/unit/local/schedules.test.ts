import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { InvokeResult } from "../../../local/services/invoke.ts";
import { intervalOf, type Schedule, startSchedules } from "../../../local/services/schedules.ts";

const schedule = (name: string, more: Partial<Schedule> = {}): Schedule => ({
  name,
  expression: "rate(1 minute)",
  enabled: true,
  functionArn: `arn:${name}`,
  input: undefined,
  ...more,
});

function start(schedules: Schedule[], result: InvokeResult = { payload: '"done"' }) {
  const calls: [string, string][] = [];
  const lines: string[] = [];
  const running = startSchedules({
    schedules,
    invoke: async (arn, payload) => {
      calls.push([arn, payload]);
      return result;
    },
    log: (line) => lines.push(line),
  });
  onTestFinished(() => running.close());
  return { running, calls, lines };
}

describe("schedules", () => {
  it.each([
    ["rate(1 minute)", 60_000],
    ["rate(5 minutes)", 300_000],
    ["rate(2 hours)", 7_200_000],
    ["rate(1 day)", 86_400_000],
    ["cron(0 10 * * ? *)", undefined],
    ["rate(5 weeks)", undefined],
  ])("%s is every %s ms", (expression, expected) => {
    expect(intervalOf(expression)).toBe(expected);
  });

  it("run their function at their rate, unless they are switched off", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { calls } = start([schedule("sweep"), schedule("off", { enabled: false })]);
    vi.advanceTimersByTime(180_000);
    expect(calls.map(([arn]) => arn)).toEqual(["arn:sweep", "arn:sweep", "arn:sweep"]);
  });

  it("say so where they have no rate", () => {
    const { lines } = start([schedule("nightly", { expression: "cron(0 3 * * ? *)" })]);
    expect(lines).toEqual([expect.stringContaining("nightly (cron(0 3 * * ? *))")]);
  });

  it("are fired by name, or by a part of it that only one has", async () => {
    const { running, calls } = start([schedule("SweeperEveryMinute"), schedule("Refresh")]);
    expect(await running.fire("sweeper")).toEqual({
      ok: true,
      schedule: "SweeperEveryMinute",
      payload: '"done"',
    });
    expect(JSON.parse(calls[0]?.[1] ?? "")).toMatchObject({ source: "aws.scheduler" });
    expect(await running.fire("e")).toEqual({
      ok: false,
      message: '"e" is part of the names of several schedules: SweeperEveryMinute, Refresh',
    });
    expect(await running.fire("nope")).toEqual({
      ok: false,
      message: 'there is no schedule "nope"; there are: SweeperEveryMinute, Refresh',
    });
    expect(await start([]).running.fire("nope")).toEqual({
      ok: false,
      message: 'there is no schedule "nope"; there are: none',
    });
  });

  it("fill in what the scheduler knows", async () => {
    const input = '{"at":"<aws.scheduler.scheduled-time>","arn":"<aws.scheduler.schedule-arn>"}';
    const { running, calls } = start([schedule("sweep", { input })]);
    await running.fire("sweep");
    expect(JSON.parse(calls[0]?.[1] ?? "")).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      arn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/sweep",
    });
  });

  it("tell of a function that failed", async () => {
    const { running } = start([schedule("sweep")], { payload: "{}", functionError: "Unhandled" });
    expect(await running.fire("sweep")).toEqual({ ok: false, message: "sweep failed: {}" });
  });
});
