import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import * as z from "zod";
import { type LoopbackServer, listen, readBody, sendJson } from "./http.ts";
import type { FireResult } from "./services/schedules.ts";

/** Commands to a running stack, for those who can read its data directory. */
export interface ControlServer extends LoopbackServer {
  readonly key: string;
}

/** Where the stores of a stack are, with no guard in front. */
const StoreEndpoints = z.strictObject({
  dynamodb: z.string(),
  sqs: z.string(),
  secrets: z.string(),
});
export type StoreEndpoints = z.infer<typeof StoreEndpoints>;

const FireRequest = z.strictObject({ schedule: z.string() });
const FireAnswer: z.ZodType<FireResult> = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), schedule: z.string(), payload: z.string() }),
  z.strictObject({ ok: z.literal(false), message: z.string() }),
]);

interface Controlled {
  readonly fire: (schedule: string) => Promise<FireResult>;
  readonly endpoints: StoreEndpoints;
}

export async function startControl({ fire, endpoints }: Controlled): Promise<ControlServer> {
  const key = randomBytes(24).toString("base64url");
  const isKey = (given: unknown) =>
    typeof given === "string" &&
    given.length === key.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(key));

  const server = createServer(async (request, response) => {
    try {
      if (!isKey(request.headers["x-control-key"])) return sendJson(response, 403, {});
      if (request.url === "/endpoints") return sendJson(response, 200, endpoints);
      if (request.url !== "/fire") return sendJson(response, 404, {});
      const body: unknown = JSON.parse((await readBody(request)).toString("utf8"));
      sendJson(response, 200, await fire(FireRequest.parse(body).schedule));
    } catch (error) {
      sendJson(response, 400, { message: String(error) });
    }
  });
  return { ...(await listen(server)), key };
}

interface ControlAddress {
  readonly controlUrl: string;
  readonly controlKey: string;
}

const ask = ({ controlUrl, controlKey }: ControlAddress, path: string, body: unknown) =>
  fetch(`${controlUrl}${path}`, {
    method: "POST",
    headers: { "x-control-key": controlKey },
    body: JSON.stringify(body),
  });

/** Fires a schedule of the stack that listens there. */
export async function fireSchedule(control: ControlAddress, schedule: string): Promise<FireResult> {
  const response = await ask(control, "/fire", { schedule });
  return FireAnswer.parse(await response.json());
}

export async function storeEndpoints(control: ControlAddress): Promise<StoreEndpoints> {
  const response = await ask(control, "/endpoints", {});
  return StoreEndpoints.parse(await response.json());
}
