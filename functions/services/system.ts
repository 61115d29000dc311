import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Clock, NewId } from "#shared/clock.ts";

/** The real clock and the real chance, made in one place and passed in everywhere else. */
export const systemClock: Clock = { now: () => new Date() };

export const newId: NewId = () => randomUUID();

export const newTicketKey = (): string => randomBytes(32).toString("base64url");

export const sleep = async (milliseconds: number): Promise<void> => {
  await setTimeout(milliseconds);
};

export const elapsed = (): number => performance.now();
