import * as z from "zod";
import type { ConfigScope, LlmConfigAuditEntry } from "#schemas/llm-config.ts";
import type { Caller } from "../caller.ts";
import { type CursorScope, decodeCursor, encodeCursor } from "../nodes/cursor.ts";
import { ownerToChange } from "./config-owner.ts";
import type { ConfigStore } from "./config-store.ts";

const Position = z.string().max(100);

/**
 * Who changed what and when, newest first; the platform's for those who may change it.
 * @throws AppError `forbidden`, `invalid_cursor`
 */
export async function listConfigAudit(
  input: {
    readonly caller: Caller;
    readonly scope: ConfigScope;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
  { configs }: { configs: Pick<ConfigStore, "audit"> },
): Promise<{ items: LlmConfigAuditEntry[]; nextCursor?: string }> {
  const owner = ownerToChange(input.caller, input.scope);
  const scope: CursorScope = { list: "config-audit", of: [owner] };
  const before = decodeCursor(scope, Position, input.cursor);
  const page = await configs.audit(owner, { limit: input.limit, before });
  return {
    items: [...page.items],
    ...(page.next === undefined ? {} : { nextCursor: encodeCursor(scope, page.next) }),
  };
}
