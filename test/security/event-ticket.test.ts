import { createHmac } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { JobId, TenantKey } from "#schemas/identifiers.ts";
import { routes } from "#schemas/routes.ts";
import { eventTicket, jobOfTicket, ticketSeconds } from "#shared/jobs/event-ticket.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import { acceptedJob, newJobId } from "../support/stores/job-samples.ts";
import { newTenant } from "../support/stores/node-samples.ts";

const now = new Date("2031-02-03T04:05:06.789Z");
const tenant = newTenant();
const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64url");
const job = acceptedJob(tenant, { ticketKey: keyOf(1) });
const sibling = acceptedJob(tenant, { ticketKey: keyOf(2) });
const foreign = acceptedJob(newTenant(), { ticketKey: keyOf(3) });

function opening() {
  const records = [job, sibling, foreign];
  const get = vi.fn(
    async (who: TenantKey, id: JobId): Promise<JobRecord | undefined> =>
      records.find((one) => one.tenant === who && one.id === id),
  );
  const open = (ticket: string, at = now, id: JobId = job.id) =>
    jobOfTicket({ id, ticket }, { jobs: { get }, clock: { now: () => at } });
  return { get, open };
}

const seconds = (offset: number) => new Date(now.getTime() + offset * 1_000);
const decoded = (ticket: string) => Buffer.from(ticket, "base64url").toString();
const encoded = (text: string | Buffer) => Buffer.from(text).toString("base64url");
const partsOf = (ticket: string) => {
  const [who = "", expires = "", mac = ""] = decoded(ticket).split(".");
  return { who, expires, mac };
};
const good = eventTicket(job, now);
const { expires, mac } = partsOf(good);
const later = String(Number(expires) + 1);
const join = (...parts: string[]) => encoded(parts.join("."));

describe("a ticket for a job's events", () => {
  it("opens its job, for 15 minutes", async () => {
    const { open } = opening();
    expect(await open(good)).toBe(job);
    expect(await open(good, seconds(ticketSeconds - 1))).toBe(job);
    await expect(open(good, seconds(ticketSeconds))).rejects.toMatchObject({
      code: "unauthorized",
    });
  });

  it("is another for each job, fits into the route and says nothing of the key", () => {
    expect(eventTicket(sibling, now)).not.toBe(good);
    const { query } = routes["follow-job-events"];
    expect(query.safeParse({ ticket: good }).success).toBe(true);
    expect(decoded(good)).not.toContain(job.ticketKey);
    expect(decoded(good)).not.toContain(job.id);
  });

  it.each([
    ["of another job of the tenant", eventTicket(sibling, now)],
    ["of another tenant's job", eventTicket(foreign, now)],
    ["with another tenant's name on it", join(foreign.tenant, expires, mac)],
    ["with more time on it", join(tenant, later, mac)],
    ["signed for longer than we do", eventTicket(job, seconds(60))],
    ["signed with an empty key", forged({ key: "" })],
    ["signed with the job's id as key", forged({ key: job.id })],
    ["signed for another purpose", forged({ purpose: "transcript" })],
    ["without a signature", join(tenant, expires, "")],
    ["with a signature cut short", join(tenant, expires, mac.slice(0, 42))],
    ["with one letter of the signature changed", join(tenant, expires, flipped(mac))],
    ["with more behind it", join(tenant, expires, mac, "more")],
    ["in letters that decoding passes over", `${good}=`],
    ["in other letters for the same bytes", `${good.slice(0, 4)} ${good.slice(4)}`],
    ["that is no ticket at all", "ticket"],
    ["of zero bytes", encoded(Buffer.alloc(90))],
    ["with an expiry that is no number", join(tenant, "NaN", mac)],
    ["with an expiry beyond all time", join(tenant, "9999999999", mac)],
    ["with a tenant that is none", join("../x", expires, mac)],
    ["that is a table key", join(`${tenant}#J`, expires, mac)],
  ])("does not open %s", async (_what, ticket) => {
    const { open } = opening();
    await expect(open(ticket)).rejects.toMatchObject({
      code: "unauthorized",
      message: "The ticket is not valid, or has expired. Read the job for another.",
    });
  });

  it("tells nobody which jobs there are: an unknown one is the same as a wrong signature", async () => {
    const { open } = opening();
    const told = async (ticket: string, id?: JobId) =>
      open(ticket, now, id).catch((error: Error) => error.message);
    const unknown = await told(good, newJobId());
    expect(unknown).toBe(await told(join(tenant, expires, flipped(mac))));
  });

  it("that has expired or is no ticket is not looked up", async () => {
    const { open, get } = opening();
    for (const ticket of [
      eventTicket(job, seconds(-ticketSeconds)),
      "x",
      eventTicket(job, seconds(9)),
    ]) {
      await expect(open(ticket)).rejects.toMatchObject({ code: "unauthorized" });
    }
    expect(get).not.toHaveBeenCalled();
  });

  it("of any length is refused by its route before it is decoded", () => {
    const { query } = routes["follow-job-events"];
    expect(query.safeParse({ ticket: "a".repeat(201) }).success).toBe(false);
    expect(query.safeParse({ ticket: "" }).success).toBe(false);
    expect(query.safeParse({}).success).toBe(false);
  });
});

/** What somebody could sign who knows how tickets are made and not the key. */
function forged({ key = "", purpose = "events" }: { key?: string; purpose?: string }): string {
  const secret = purpose === "events" ? key : Buffer.from(job.ticketKey, "base64url");
  const signed = createHmac("sha256", secret).update(`${purpose}.${job.id}.${expires}`);
  return join(tenant, expires, signed.digest("base64url"));
}

function flipped(text: string): string {
  return `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
}
