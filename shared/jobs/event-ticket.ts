import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type JobId, TenantKey } from "#schemas/identifiers.ts";
import { AppError } from "../app-error.ts";
import type { Clock } from "../clock.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/** How long a URL of events can be opened. Who has it open may go on listening. */
export const ticketSeconds = 15 * 60;

type TicketJob = Pick<JobRecord, "tenant" | "id" | "ticketKey">;

/**
 * What opens the events of one job without a token, for browsers, whose `EventSource` sends none.
 * It is the tenant, the second it expires and a signature by the job's own key, so that it is of no
 * use anywhere else, and ends with the job.
 */
export function eventTicket(job: TicketJob, now: Date): string {
  const expires = Math.floor(now.getTime() / 1_000) + ticketSeconds;
  const text = `${job.tenant}.${expires}.${signature(job, expires)}`;
  return Buffer.from(text).toString("base64url");
}

/**
 * The job that a ticket opens. One fault is told for all that can be wrong with a ticket, so that
 * nobody learns from it which jobs there are.
 * @throws AppError `unauthorized`
 */
export async function jobOfTicket(
  { id, ticket }: { id: JobId; ticket: string },
  { jobs, clock }: { jobs: Pick<JobStore, "get">; clock: Clock },
): Promise<JobRecord> {
  const read = readTicket(ticket);
  const now = clock.now().getTime() / 1_000;
  if (read === undefined || read.expires <= now || read.expires > now + ticketSeconds) {
    throw notValid();
  }
  const job = await jobs.get(read.tenant, id);
  if (job === undefined || !isSame(signature(job, read.expires), read.signature)) throw notValid();
  return job;
}

const notValid = () =>
  new AppError(
    "unauthorized",
    "The ticket is not valid, or has expired. Read the job for another.",
  );

const Ticket = z.tuple([
  TenantKey,
  z
    .string()
    .regex(/^\d{10}$/)
    .transform(Number),
  z.string().regex(/^[A-Za-z0-9_-]{43}$/),
]);

function readTicket(ticket: string) {
  const text = Buffer.from(ticket, "base64url").toString();
  const parsed = Ticket.safeParse(text.split("."));
  // Decoding passes over what does not belong: only the one text that we write is a ticket.
  if (!parsed.success || Buffer.from(text).toString("base64url") !== ticket) return undefined;
  const [tenant, expires, given] = parsed.data;
  return { tenant, expires, signature: given };
}

const signature = ({ id, ticketKey }: Pick<TicketJob, "id" | "ticketKey">, expires: number) =>
  createHmac("sha256", Buffer.from(ticketKey, "base64url"))
    .update(`events.${id}.${expires}`)
    .digest("base64url");

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
