import { type Clock, later } from "../clock.ts";
import type { Day } from "./usage-store.ts";

const dayMs = 24 * 60 * 60_000;

/** The day of an instant, in UTC. */
export const dayOf = (instant: Date): Day => instant.toISOString().slice(0, 10);

export const daysBefore = (instant: Date, days: number): Day =>
  dayOf(later(instant, -days * dayMs));

export const today = (clock: Clock): Day => dayOf(clock.now());

/** Days from one to the other, both counted. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
