import { describe, expect, it } from "vitest";
import { type Route, routes } from "#schemas/routes.ts";
import { callerOf } from "#shared/http/caller-of-event.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const now = new Date("2031-01-01T00:00:00Z");
const tenant = newTenant();
const context = { tenant, subject: "ada", roles: "user", exp: String(now.getTime() / 1_000 + 60) };

const userRoute: Route = routes["get-node"];
const adminRoute: Route = { ...userRoute, auth: "admin" };

describe("callerOf", () => {
  it("reads who calls from what the authorizer said, roles we know only", () => {
    const roles = "user admin superuser";
    expect(callerOf(userRoute, { ...context, roles }, now)).toEqual({
      tenant,
      subject: "ada",
      roles: ["user", "admin"],
    });
  });

  it("lets admins alone through where the route says so", () => {
    expect(() => callerOf(adminRoute, context, now)).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    const admin = callerOf(adminRoute, { ...context, roles: "user admin" }, now);
    expect(admin?.roles).toContain("admin");
  });

  it("asks for nobody on an open route, nor where a ticket says it", () => {
    expect(callerOf(routes["get-health"], undefined, now)).toBeUndefined();
    expect(callerOf({ ...userRoute, auth: "ticket" }, context, now)).toBeUndefined();
  });

  it("allows the authorizer's leeway after the expiry, and no more", () => {
    const seconds = (offset: number) => String(now.getTime() / 1_000 + offset);
    expect(callerOf(userRoute, { ...context, exp: seconds(-29) }, now)).toBeDefined();
    expect(() => callerOf(userRoute, { ...context, exp: seconds(-30) }, now)).toThrow("expired");
  });
});
