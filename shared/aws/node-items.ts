import * as z from "zod";
import { Hash, NodeId, type TenantKey, type VersionNumber } from "#schemas/identifiers.ts";
import { NodeContent, NodeSummary, Verification, VerificationSummary } from "#schemas/node.ts";
import { VersionSummary } from "#schemas/version.ts";
import type { NodeWrite, StoredNode } from "../nodes/node-store.ts";
import { searchText } from "../nodes/search-text.ts";
import { trimVerification } from "../nodes/trim-verification.ts";
import * as keys from "./keys.ts";
import { fitting, jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

const parts = NodeContent.shape;

/** `C#`: the content of one version, never changed. */
const ContentItem = z.object({
  ...parts,
  schemaVersion: SchemaVersion,
  node_definition: jsonText(parts.node_definition),
  ui_config: jsonText(parts.ui_config),
  input_schema: jsonText(parts.input_schema),
  output_schema: jsonText(parts.output_schema),
  capabilities: jsonText(parts.capabilities),
  tests: jsonText(parts.tests),
  provenance: jsonText(parts.provenance),
  warnings: jsonText(parts.warnings),
});

/** `H` as an index shows it. `verified` is the verification in short, so that lists stay small. */
const SummaryItem = z.object({
  ...NodeSummary.omit({ verification: true }).shape,
  schemaVersion: SchemaVersion,
  verified: VerificationSummary,
});

/** `H`: the small part that changes. */
const HeadItem = SummaryItem.extend({
  code_hash: Hash,
  user_id: z.string(),
  changed_by: z.string(),
  verification: jsonText(Verification),
});

/** `V#`: what the list of versions shows; small, so that a page of them is cheap. */
const VersionItem = z.object({
  ...VersionSummary.omit({ id: true }).shape,
  schemaVersion: SchemaVersion,
  node_id: NodeId,
});

/** `R#`: the report of one version, whole. */
const ReportItem = z.object({ schemaVersion: SchemaVersion, verification: jsonText(Verification) });

/** Reports are cut to this, so that one can never keep a version from being stored. */
const mostReportBytes = 300 << 10;

export const versionId = (node: NodeId, n: VersionNumber) => `${node}@${n}`;

export const summaryOf = ({
  status,
  passed,
  failed,
  ran_at,
}: Verification): VerificationSummary => ({
  status,
  passed,
  failed,
  ran_at,
});

/** The five items of one new version. */
export function itemsOfWrite(tenant: TenantKey, write: NodeWrite) {
  const { head } = write;
  const pk = keys.nodePartition(tenant, head.id);
  return {
    head: headItem(tenant, write),
    content: fitting({
      pk,
      sk: keys.contentSort(head.version),
      ...z.encode(ContentItem, { schemaVersion, ...write.content }),
    }),
    version: versionItem(pk, write),
    report: reportItem(pk, head.version, write.verification),
    audit: auditItem(tenant, write),
  };
}

/** The report of one version; the only item of a version that is ever replaced. */
export function reportItem(pk: string, n: VersionNumber, verification: Verification) {
  const report = {
    schemaVersion,
    verification: trimVerification(verification, mostReportBytes),
  } as const;
  return fitting({ pk, sk: keys.reportSort(n), ...z.encode(ReportItem, report) });
}

/** The attributes of `H` that tell a verification. */
export const headVerification = (verification: Verification) => ({
  verification: z.encode(HeadItem.shape.verification, trimVerification(verification)),
  verified: summaryOf(verification),
});

function headItem(tenant: TenantKey, { head, content, changedBy }: NodeWrite) {
  const stored = z.encode(HeadItem, {
    schemaVersion,
    ...head,
    name: content.name,
    description: content.description,
    category: content.category,
    icon: content.icon,
    tags: content.tags,
    is_active: true,
    changed_by: changedBy,
    verification: trimVerification(head.verification),
    verified: summaryOf(head.verification),
  });
  return fitting({
    pk: keys.nodePartition(tenant, head.id),
    sk: keys.headSort,
    ...stored,
    gl: keys.activeList(tenant),
    gc: keys.categoryList(tenant, content.category),
    gs: keys.changeSort({ updatedAt: head.updated_at, id: head.id }),
    q: searchText(content),
  });
}

function versionItem(pk: string, { head, verification, changeDescription, changedBy }: NodeWrite) {
  const stored = z.encode(VersionItem, {
    schemaVersion,
    node_id: head.id,
    version_number: head.version,
    change_description: changeDescription,
    created_at: head.updated_at,
    created_by: changedBy,
    code_hash: head.code_hash,
    verification: summaryOf(verification),
  });
  return fitting({ pk, sk: keys.versionSort(head.version), ...stored });
}

function auditItem(tenant: TenantKey, { head, action, changedBy }: NodeWrite) {
  return {
    pk: keys.auditPartition(tenant, head.updated_at),
    sk: keys.auditSort(head.updated_at, versionId(head.id, head.version)),
    schemaVersion,
    action,
    node_id: head.id,
    version: head.version,
    by: changedBy,
    at: head.updated_at,
  };
}

export function readHead(item: unknown): StoredNode["head"] {
  const stored = readItem(HeadItem, item);
  const { id, version, version_count, code_hash, verification } = stored;
  const { is_active, user_id, created_at, updated_at } = stored;
  return {
    id,
    version,
    version_count,
    code_hash,
    verification,
    is_active,
    user_id,
    created_at,
    updated_at,
  };
}

export function readContent(item: unknown): NodeContent {
  const { schemaVersion: _, ...content } = readItem(ContentItem, item);
  return content;
}

export function readSummary(item: unknown): NodeSummary {
  const { schemaVersion: _, verified, ...summary } = readItem(SummaryItem, item);
  return { ...summary, verification: verified };
}

export function readVersion(item: unknown): VersionSummary & { node_id: NodeId } {
  const { schemaVersion: _, ...version } = readItem(VersionItem, item);
  return { id: versionId(version.node_id, version.version_number), ...version };
}

export const readReport = (item: unknown): Verification => readItem(ReportItem, item).verification;
