import type { TenantKey } from "#schemas/identifiers.ts";
import type { Role } from "#schemas/service.ts";

/** Who calls, as the authorizer established it. */
export interface Caller {
  readonly tenant: TenantKey;
  /** `sub` of the token. */
  readonly subject: string;
  readonly roles: readonly Role[];
}
