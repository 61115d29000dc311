import * as z from "zod";
import { TenantKey } from "#schemas/identifiers.ts";
import type { Route } from "#schemas/routes.ts";
import { Role } from "#schemas/service.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";

/** What the authorizer puts into the request context; the gateway makes every value a string. */
const AuthorizerContext = z.object({
  tenant: TenantKey,
  subject: z.string().min(1),
  roles: z
    .string()
    .transform((text) => text.split(" ").filter((role) => Role.safeParse(role).success) as Role[]),
  exp: z.coerce.number().int(),
});

/**
 * Who calls, and whether they may. The authorizer's answer is cached for 60 s, so the expiry of
 * the token is checked again here.
 * @throws AppError `unauthorized` or `forbidden`
 */
export function callerOf(route: Route, authorizer: unknown, now: Date): Caller | undefined {
  if (route.auth === "none" || route.auth === "ticket") return undefined;
  const parsed = AuthorizerContext.safeParse(authorizer);
  if (!parsed.success) throw new AppError("unauthorized", "A valid token is needed.");
  const { tenant, subject, roles, exp } = parsed.data;
  if (exp * 1_000 <= now.getTime() - clockSkewMs) {
    throw new AppError("unauthorized", "The token has expired.");
  }
  if (route.auth === "admin" && !roles.includes("admin")) {
    throw new AppError("forbidden", "This needs the role admin.");
  }
  return { tenant, subject, roles };
}

/** The same leeway as the authorizer gives. */
const clockSkewMs = 30_000;
