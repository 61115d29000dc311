import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentClient } from "#shared/aws/document-client.ts";
import { inFlightPartition, inFlightSort } from "#shared/aws/keys.ts";
import { deleteTenant } from "../../../local/operator/delete-tenant.ts";
import { type ExportLine, exportTenant } from "../../../local/operator/export-tenant.ts";
import type { StoreAccess } from "../../../local/operator/store-access.ts";
import { collect } from "../../../local/operator/tenant-items.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { openSecretStore } from "../../../local/services/secret-store.ts";
import { startSecretsApi } from "../../../local/services/secrets-api.ts";
import { withFaults } from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { everythingOf, storeWholeTenant } from "../../support/operator/a-whole-tenant.ts";
import { newJobId } from "../../support/stores/job-samples.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const now = new Date("2031-03-01T00:00:00Z");

let local: LocalTables;
let directory: string;
let api: Awaited<ReturnType<typeof startSecretsApi>>;
let access: StoreAccess;

beforeAll(async () => {
  local = await startLocalTables();
  directory = await mkdtemp(join(tmpdir(), "tenant-"));
  api = await startSecretsApi(await openSecretStore(directory));
  const secrets = new SecretsManagerClient({ ...clientSettings(api.url), maxAttempts: 1 });
  const tables = {
    nodes: local.nodesTable,
    work: local.workTable,
    account: local.accountTable,
  };
  access = { client: local.client, secrets, tables, close: () => secrets.destroy() };
});

afterAll(async () => {
  access?.close();
  await api?.close();
  await local?.stop();
  await rm(directory, { recursive: true, force: true });
});

const secretOf = (SecretId: string) =>
  access.secrets.send(new DescribeSecretCommand({ SecretId })).then(
    () => "there",
    (error: Error) => error.name,
  );

describe("an export", () => {
  it("holds all that is kept of the tenant, nothing of another, and no key", async () => {
    const [ada, bob] = [newTenant(), newTenant()];
    const { nodes, secretId } = await storeWholeTenant(access, ada);
    const others = await storeWholeTenant(access, bob);

    const lines = await collect(exportTenant(access, ada, now));
    const ofKind = (kind: ExportLine["kind"]) => lines.filter((line) => line.kind === kind);
    expect(ofKind("node")).toMatchObject([
      { id: nodes.used, name: "CSV to JSON", is_active: true, version: 2, user_id: "ada" },
      { id: nodes.deleted, is_active: false },
    ]);
    expect(ofKind("version")).toMatchObject([
      { id: `${nodes.used}@1`, content: { tests: [{ name: "empty" }] } },
      { id: `${nodes.used}@2`, verification: { results: [{ outcome: "passed" }] } },
      { id: `${nodes.deleted}@1` },
    ]);
    expect(ofKind("configuration")).toMatchObject([{ provider: "anthropic", keyHint: "6789" }]);
    expect(ofKind("usage").map(({ sk }) => sk)).toEqual(["2031-01-01", "2031-01-01#runs#0"]);
    expect(ofKind("job_cost")).toMatchObject([{ spent: 5 }]);
    const actions = ofKind("audit").map((line) => `${line.of} ${line.action}`);
    expect(actions).toEqual([
      "configuration created",
      "node generated",
      "node generated",
      "node generated",
      "node updated",
    ]);

    const text = JSON.stringify(lines);
    for (const not of [bob, secretId, "sk-0123456789", ...Object.values(others.nodes)]) {
      expect(text).not.toContain(not);
    }
  });
});

describe("a deletion", () => {
  it("leaves nothing of the tenant, and everything of another", async () => {
    const [ada, bob] = [newTenant(), newTenant()];
    const { secretId } = await storeWholeTenant(access, ada);
    const others = await storeWholeTenant(access, bob);
    const before = await everythingOf(access, bob);
    expect((await everythingOf(access, ada)).length).toBe(before.length);

    expect(await deleteTenant(access, ada, now)).toEqual({
      nodes: 3,
      secrets: 1,
      nodeItems: 19,
      accountItems: 8,
      workItems: 7,
    });
    expect(await everythingOf(access, ada)).toEqual([]);
    expect(await secretOf(secretId)).toBe("ResourceNotFoundException");
    expect(await everythingOf(access, bob)).toEqual(before);
    expect(await secretOf(others.secretId)).toBe("there");

    const again = { nodes: 0, secrets: 0, nodeItems: 0, accountItems: 0, workItems: 0 };
    expect(await deleteTenant(access, ada, now)).toEqual(again);
  });

  it("can be ended at any request, and is finished by the next run", async () => {
    const counted = newTenant();
    await storeWholeTenant(access, counted);
    const client = documentClient(local.clientOptions);
    const faults = withFaults(client);
    await deleteTenant({ ...access, client }, counted, now);
    const writes = faults.requests.flatMap(({ operation }, n) =>
      operation === "BatchWriteItem" ? [n] : [],
    );
    expect(writes.length).toBeGreaterThan(8);

    // Killed right before its writes: each third one, since each takes a whole tenant.
    for (const cut of writes.filter((_, n) => n % 3 === 0)) {
      const tenant = newTenant();
      const { secretId } = await storeWholeTenant(access, tenant);
      const pass = (next: () => Promise<object>) => next();
      const dies = () => {
        throw new Error("killed");
      };
      faults.inject(...Array.from({ length: cut }, () => pass), dies);
      await expect(deleteTenant({ ...access, client }, tenant, now)).rejects.toThrow("killed");
      await deleteTenant(access, tenant, now);
      expect(await everythingOf(access, tenant), `cut at ${cut}`).toEqual([]);
      expect(await secretOf(secretId)).toBe("ResourceNotFoundException");
    }
    client.destroy();
  });

  it("is refused while a generation runs, and then deletes nothing", async () => {
    const tenant = newTenant();
    await storeWholeTenant(access, tenant);
    const job = newJobId();
    const running = { pk: inFlightPartition(tenant), sk: inFlightSort, jobs: new Set([job]) };
    await local.client.send(new PutCommand({ TableName: local.workTable, Item: running }));
    const before = await everythingOf(access, tenant);
    await expect(deleteTenant(access, tenant, now)).rejects.toThrow(`have not ended (${job})`);
    expect(await everythingOf(access, tenant)).toEqual(before);
  });
});
