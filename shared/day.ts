import { type Clock, later } from "./clock.ts";

/** A day in UTC, `2026-11-21`. */
export type Day = string;

const dayMs = 24 * 60 * 60_000;

/** The day of an instant, in UTC. */
export const dayOf = (instant: Date): Day => instant.toISOString().slice(0, 10);

export const daysAfter = (instant: Date, days: number): Day => dayOf(later(instant, days * dayMs));

export const daysBefore = (instant: Date, days: number): Day => daysAfter(instant, -days);

export const today = (clock: Clock): Day => dayOf(clock.now());

/** Days from one to the other, both counted. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
