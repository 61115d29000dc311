import type { TenantKey } from "#schemas/identifiers.ts";
import type { NodeWrite } from "../nodes/node-store.ts";
import { putIdempotency } from "./idempotency-item.ts";
import { itemsOfWrite } from "./node-items.ts";
import type { Transact, TransactWrite } from "./transact.ts";

/** The parts of a write; a transaction answers which of their conditions failed. */
export type NodeWritePart = "head" | "content" | "version" | "report" | "audit";

/** @throws AppError `payload_too_large` before anything is written. */
export async function writeNode(
  transact: Transact,
  { nodesTable, workTable }: { readonly nodesTable: string; readonly workTable: string },
  tenant: TenantKey,
  write: NodeWrite,
): Promise<"written" | "conflict" | "key_taken"> {
  const { head, idempotency } = write;
  const made = { result: { nodeId: head.id, version: head.version }, now: head.updated_at };
  const writes: Record<string, TransactWrite> = nodeWrites(nodesTable, tenant, write);
  if (idempotency) writes.key = putIdempotency(workTable, tenant, idempotency, made);
  const refused = await transact(writes);
  if (refused.length === 0) return "written";
  if (refused.includes("key")) return "key_taken";
  if (refused.includes("head")) return "conflict";
  throw new Error(`node ${head.id}: version ${head.version} exists, its head does not`);
}

/** The writes of one version, for a transaction of its own or as part of a larger one. */
export function nodeWrites(
  nodesTable: string,
  tenant: TenantKey,
  write: NodeWrite,
): Record<NodeWritePart, TransactWrite> {
  const items = itemsOfWrite(tenant, write);
  const putNew = (Item: Record<string, unknown>): TransactWrite => ({
    Put: { TableName: nodesTable, Item, ConditionExpression: "attribute_not_exists(pk)" },
  });
  return {
    head:
      write.previousVersion === null
        ? putNew(items.head)
        : {
            Put: {
              TableName: nodesTable,
              Item: items.head,
              ConditionExpression: "version = :previous AND is_active = :active",
              ExpressionAttributeValues: { ":previous": write.previousVersion, ":active": true },
            },
          },
    content: putNew(items.content),
    version: putNew(items.version),
    report: putNew(items.report),
    // Its key names the version, which the conditions above let through only once.
    audit: { Put: { TableName: nodesTable, Item: items.audit } },
  };
}
