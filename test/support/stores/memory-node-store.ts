import type { NodeId, TenantKey } from "#schemas/identifiers.ts";
import type { NodeSummary } from "#schemas/node.ts";
import type { NodeVersion, VersionSummary } from "#schemas/version.ts";
import type { ListQuery, NodeHead, NodeStore, NodeWrite } from "#shared/nodes/node-store.ts";
import { searchText } from "#shared/nodes/search-text.ts";
import { trimVerification } from "#shared/nodes/trim-verification.ts";
import { type MemoryAccount, memoryAccount } from "./memory-account.ts";

interface MemoryNode {
  head: NodeHead;
  readonly versions: NodeWrite[];
}

/** A NodeStore in memory, for tests: as consistent as can be, and just as strict about tenants. */
export function memoryNodeStore({
  account = memoryAccount(),
}: {
  account?: Pick<MemoryAccount, "isTaken" | "keep">;
} = {}): NodeStore {
  const nodes = new Map<string, MemoryNode>();
  const keyOf = (tenant: TenantKey, id: NodeId) => `${tenant}/${id}`;
  const find = (tenant: TenantKey, id: NodeId) => nodes.get(keyOf(tenant, id));

  return {
    async get(tenant, id) {
      const node = find(tenant, id);
      return node && structuredClone({ head: node.head, content: latest(node).content });
    },
    async list(tenant, query) {
      const matching = [...nodes.entries()]
        .filter(([key]) => key.startsWith(`${tenant}/`))
        .map(([, node]) => node)
        .filter((node) => matches(node, query))
        .map(summaryOf)
        .sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
      const items = matching.slice(0, query.limit);
      const last = items.at(-1);
      return matching.length > items.length && last
        ? { items, next: { updatedAt: last.updated_at, id: last.id } }
        : { items };
    },
    async getVersion(tenant, id, n) {
      const write = find(tenant, id)?.versions[n - 1];
      return write && structuredClone(versionOf(write));
    },
    async contents(tenant, wanted) {
      return wanted.map(({ id, version }) =>
        structuredClone(find(tenant, id)?.versions[version - 1]?.content),
      );
    },
    async listVersions(tenant, id, { limit, before = Number.POSITIVE_INFINITY }) {
      const all = find(tenant, id)?.versions ?? [];
      const below = all.filter(({ head }) => head.version < before).reverse();
      const items = below.slice(0, limit).map(versionSummaryOf);
      const last = items.at(-1);
      return below.length > items.length && last ? { items, next: last.version_number } : { items };
    },
    async write(tenant, write) {
      const { idempotency: claim, ...made } = write;
      const { id: nodeId, version, updated_at: now } = write.head;
      if (claim && account.isTaken(tenant, claim, now)) return "key_taken";
      const node = find(tenant, write.head.id);
      const current = node?.head.is_active ? node.head.version : null;
      if (write.previousVersion === null ? node : current !== write.previousVersion) {
        return "conflict";
      }
      if (claim) account.keep(tenant, claim, { result: { nodeId, version }, now });
      const kept = structuredClone(made);
      const head = { ...kept.head, verification: trimVerification(kept.head.verification) };
      const versions = [...(node?.versions ?? []), kept];
      nodes.set(keyOf(tenant, head.id), { head: { ...head, is_active: true }, versions });
      return "written";
    },
    async saveReport(tenant, id, n, verification) {
      const node = find(tenant, id);
      const write = node?.versions[n - 1];
      if (!node || !write) return "not_found";
      node.versions[n - 1] = { ...write, verification };
      if (node.head.version === n) {
        node.head = { ...node.head, verification: trimVerification(verification) };
      }
      return "saved";
    },
    async delete(tenant, id, mark) {
      const node = find(tenant, id);
      if (!node) return "not_found";
      if (!node.head.is_active) return "already_deleted";
      node.head = { ...node.head, is_active: false, updated_at: mark.at };
      return "deleted";
    },
    async undelete(tenant, { head }, mark) {
      const node = find(tenant, head.id);
      if (!node) return "not_found";
      if (node.head.is_active) return "not_deleted";
      node.head = { ...node.head, is_active: true, updated_at: mark.at };
      return "undeleted";
    },
  };
}

function latest(node: MemoryNode): NodeWrite {
  const write = node.versions.at(-1);
  if (!write) throw new Error("a node without a version");
  return write;
}

const positionOf = ({ updated_at, id }: NodeSummary) => `${updated_at}#${id}`;

function matches(node: MemoryNode, query: ListQuery): boolean {
  const { content } = latest(node);
  if (node.head.is_active === query.deleted) return false;
  if (query.category !== undefined && content.category !== query.category) return false;
  if (query.q !== undefined && !searchText(content).includes(query.q)) return false;
  const { after } = query;
  return !after || positionOf(summaryOf(node)) < `${after.updatedAt}#${after.id}`;
}

function summaryOf(node: MemoryNode): NodeSummary {
  const { name, description, category, icon, tags } = latest(node).content;
  const { id, version, version_count, is_active, created_at, updated_at } = node.head;
  const { status, passed, failed, ran_at } = node.head.verification;
  return {
    id,
    name,
    description,
    category,
    icon,
    tags: [...tags],
    version,
    version_count,
    verification: { status, passed, failed, ran_at },
    is_active,
    created_at,
    updated_at,
  };
}

function versionSummaryOf({
  head,
  verification,
  changeDescription,
  changedBy,
}: NodeWrite): VersionSummary {
  const { status, passed, failed, ran_at } = verification;
  return {
    id: `${head.id}@${head.version}`,
    version_number: head.version,
    change_description: changeDescription,
    created_at: head.updated_at,
    created_by: changedBy,
    code_hash: head.code_hash,
    verification: { status, passed, failed, ran_at },
  };
}

const versionOf = (write: NodeWrite): NodeVersion => ({
  ...write.content,
  ...versionSummaryOf(write),
  node_id: write.head.id,
  verification: write.verification,
});
