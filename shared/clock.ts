import type { Timestamp } from "#schemas/identifiers.ts";

/** Time and chance are passed in, so that a warm function never freezes them and tests choose. */
export interface Clock {
  now(): Date;
}

export type NewId = () => string;

export const timestamp = (instant: Date): Timestamp => instant.toISOString();

export const later = (instant: Date, milliseconds: number): Date =>
  new Date(instant.getTime() + milliseconds);
