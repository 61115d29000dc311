import * as z from "zod";
import type { TenantKey } from "#schemas/identifiers.ts";
import { readAuditEntry, readBook } from "#shared/aws/config-items.ts";
import * as keys from "#shared/aws/keys.ts";
import {
  readContent,
  readHead,
  readReport,
  readSummary,
  readVersion,
} from "#shared/aws/node-items.ts";
import type { StoreAccess } from "./store-access.ts";
import {
  auditPartitions,
  collect,
  type Item,
  nodePartitions,
  partitionItems,
} from "./tenant-items.ts";

/** One line of an export; `kind` says what the rest is. */
export interface ExportLine {
  readonly kind: "node" | "version" | "configuration" | "usage" | "job_cost" | "audit";
  readonly [name: string]: unknown;
}

/**
 * Everything that is kept of a tenant for longer than a week: nodes with all their versions and
 * reports, deleted ones too, configurations without keys, usage, costs of jobs, audit entries. Not
 * one moment's picture: what changes meanwhile may be in it as it was or as it is.
 */
export async function* exportTenant(
  access: StoreAccess,
  tenant: TenantKey,
  now: Date,
): AsyncGenerator<ExportLine> {
  for await (const pk of nodePartitions(access, tenant)) yield* nodeLines(access, pk);
  yield* configLines(access, tenant);
  const { account } = access.tables;
  for await (const item of partitionItems(access, account, keys.budgetPartition(tenant))) {
    yield { kind: "usage", ...withoutKeys(item) };
  }
  for await (const item of partitionItems(access, account, keys.ledgerPartition(tenant))) {
    yield { kind: "job_cost", ...withoutKeys(item) };
  }
  for (const pk of auditPartitions(tenant, now)) {
    for await (const item of partitionItems(access, access.tables.nodes, pk)) {
      const { sk: _, ...entry } = withoutKeys(item);
      yield { kind: "audit", of: "node", ...entry };
    }
  }
}

/** The node, then its versions, the oldest first. Contents come before the rest by their keys. */
async function* nodeLines(access: StoreAccess, pk: string): AsyncGenerator<ExportLine> {
  const items = await collect(partitionItems(access, access.tables.nodes, pk));
  const bySort = new Map(items.map((item) => [String(item.sk), item]));
  const head = bySort.get(keys.headSort);
  // Half of a node that is being removed for good is none.
  if (head === undefined || head.purging === true) return;
  const { verification: _, ...summary } = readSummary(head);
  yield { kind: "node", ...summary, user_id: readHead(head).user_id };
  for (let n = 1; bySort.has(keys.contentSort(n)); n += 1) {
    yield {
      kind: "version",
      ...readVersion(bySort.get(keys.versionSort(n))),
      content: readContent(bySort.get(keys.contentSort(n))),
      verification: readReport(bySort.get(keys.reportSort(n))),
    };
  }
}

async function* configLines(access: StoreAccess, tenant: TenantKey): AsyncGenerator<ExportLine> {
  const { account } = access.tables;
  for await (const item of partitionItems(access, account, keys.configPartition(tenant))) {
    const sort = z.string().parse(item.sk);
    if (sort === keys.configsSort) {
      const { configs, defaultId } = readBook(item);
      for (const { key, ...config } of configs) {
        const isDefault = config.id === defaultId;
        yield { kind: "configuration", ...config, isDefault, keyHint: key?.hint ?? null };
      }
    } else if (sort.startsWith(keys.configAuditSorts)) {
      yield { kind: "audit", of: "configuration", ...readAuditEntry(item) };
    }
  }
}

function withoutKeys({ pk: _, schemaVersion: __, ...item }: Item): Item {
  return item;
}
