import type { ConfigAuditEntry, ConfigBook } from "./config-store.ts";

/** The audit entry of another default, beside that of the change it came with; none without one. */
export const defaultChange = (
  before: Pick<ConfigBook, "defaultId">,
  after: Pick<ConfigBook, "defaultId">,
  { at, by }: Pick<ConfigAuditEntry, "at" | "by">,
): ConfigAuditEntry[] =>
  before.defaultId === after.defaultId
    ? []
    : [
        {
          at,
          by,
          action: "default_changed",
          configId: after.defaultId,
          before: { defaultId: before.defaultId },
          after: { defaultId: after.defaultId },
        },
      ];
