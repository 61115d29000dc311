import { randomUUID } from "node:crypto";
import * as z from "zod";
import { account, arn } from "../account.ts";
import type { Assembly } from "../assembly/load-assembly.ts";
import type { Invoke } from "./invoke.ts";

const ScheduleProperties = z.object({
  ScheduleExpression: z.string(),
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  Target: z.object({ Arn: z.string(), Input: z.string().optional() }),
});

export interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly functionArn: string;
  /** JSON given to the function, with `<aws.scheduler.…>` keywords still in it. */
  readonly input: string | undefined;
}

export function readSchedules(assembly: Assembly): Schedule[] {
  return assembly.ofType("AWS::Scheduler::Schedule").map(({ logicalId, properties }) => {
    const { ScheduleExpression, State, Target } = ScheduleProperties.parse(properties);
    return {
      name: z.string().catch(logicalId).parse(properties.Name),
      expression: ScheduleExpression,
      enabled: State === "ENABLED",
      functionArn: Target.Arn,
      input: Target.Input,
    };
  });
}

export interface Schedules {
  readonly names: readonly string[];
  /** Runs a schedule's function now and waits for it. `name` may be any part that is unique. */
  fire(name: string): Promise<FireResult>;
  close(): void;
}

export type FireResult =
  | { readonly ok: true; readonly schedule: string; readonly payload: string }
  | { readonly ok: false; readonly message: string };

interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly invoke: Invoke;
  readonly log: (line: string) => void;
}

export function startSchedules({ schedules, invoke, log }: SchedulesOptions): Schedules {
  const timers: NodeJS.Timeout[] = [];

  const run = async (schedule: Schedule): Promise<FireResult> => {
    try {
      const { functionError, payload } = await invoke(schedule.functionArn, inputOf(schedule));
      if (!functionError) return { ok: true, schedule: schedule.name, payload };
      return { ok: false, message: `${schedule.name} failed: ${payload}` };
    } catch (error) {
      return { ok: false, message: `${schedule.name} could not be invoked: ${String(error)}` };
    }
  };

  for (const schedule of schedules.filter(({ enabled }) => enabled)) {
    const interval = intervalOf(schedule.expression);
    if (interval === undefined) {
      log(`schedule ${schedule.name} (${schedule.expression}) runs only when it is fired by hand`);
      continue;
    }
    const tick = async () => {
      const result = await run(schedule);
      if (!result.ok) log(result.message);
    };
    timers.push(setInterval(tick, interval));
  }

  return {
    names: schedules.map(({ name }) => name),
    fire: async (name) => {
      const found = findByPart(schedules, name);
      const [only] = found;
      if (only && found.length === 1) return run(only);
      return { ok: false, message: notOne(name, found, schedules) };
    },
    close: () => timers.forEach(clearInterval),
  };
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const Unit = z.enum(["minute", "hour", "day"]);

/** Milliseconds of a `rate(…)`; undefined for the other kinds, `cron(…)` and `at(…)`. */
export function intervalOf(expression: string): number | undefined {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  return match ? Number(match[1]) * unitMs[Unit.parse(match[2])] : undefined;
}

/** The one with this name, or all that have it in their names. */
function findByPart(schedules: readonly Schedule[], name: string): readonly Schedule[] {
  const exact = schedules.filter((schedule) => schedule.name === name);
  if (exact.length > 0) return exact;
  // `config-refresh` is what the function is called, `ConfigRefresh…` what the template calls it.
  const part = name.toLowerCase().replaceAll("-", "");
  return schedules.filter((schedule) => schedule.name.toLowerCase().includes(part));
}

function notOne(name: string, found: readonly Schedule[], all: readonly Schedule[]): string {
  const list = (schedules: readonly Schedule[]) =>
    schedules.map((schedule) => schedule.name).join(", ") || "none";
  return found.length > 0
    ? `"${name}" is part of the names of several schedules: ${list(found)}`
    : `there is no schedule "${name}"; there are: ${list(all)}`;
}

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
function inputOf(schedule: Schedule): string {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const scheduleArn = arn("scheduler", `schedule/default/${schedule.name}`);
  if (schedule.input === undefined) return defaultInput(scheduleArn, time);
  const keywords: Record<string, string> = {
    "<aws.scheduler.schedule-arn>": scheduleArn,
    "<aws.scheduler.scheduled-time>": time,
    "<aws.scheduler.execution-id>": randomUUID(),
    "<aws.scheduler.attempt-number>": "1",
  };
  return schedule.input.replace(/<aws\.scheduler\.[a-z-]+>/g, (word) => keywords[word] ?? word);
}

/** What the scheduler sends where the schedule says nothing. */
const defaultInput = (scheduleArn: string, time: string) =>
  JSON.stringify({
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: account.id,
    time,
    region: account.region,
    resources: [scheduleArn],
    detail: "{}",
  });
