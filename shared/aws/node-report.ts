import type { NodeId, TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import type { Verification } from "#schemas/node.ts";
import * as keys from "./keys.ts";
import { headVerification, reportItem, summaryOf } from "./node-items.ts";
import type { Transact, TransactWrite } from "./transact.ts";

interface VersionKey {
  readonly tenant: TenantKey;
  readonly id: NodeId;
  readonly n: VersionNumber;
}

/**
 * Report, version's summary and, where the version is the newest, the node's head, in one
 * transaction: what a list, a get and a version tell never differ. A node that has moved on since
 * costs a second transaction.
 */
export async function saveReport(
  transact: Transact,
  nodesTable: string,
  key: VersionKey,
  verification: Verification,
): Promise<"saved" | "not_found"> {
  const { head, ...ofVersion } = writesOf(nodesTable, key, verification);
  const refused = await transact({ ...ofVersion, head });
  if (refused.length === 0) return "saved";
  if (refused.some((part) => part !== "head")) return "not_found";
  return (await transact(ofVersion)).length === 0 ? "saved" : "not_found";
}

function writesOf(
  TableName: string,
  { tenant, id, n }: VersionKey,
  verification: Verification,
): Record<"report" | "version" | "head", TransactWrite> {
  const pk = keys.nodePartition(tenant, id);
  return {
    report: {
      Put: {
        TableName,
        Item: reportItem(pk, n, verification),
        ConditionExpression: "attribute_exists(pk)",
      },
    },
    version: {
      Update: {
        TableName,
        Key: { pk, sk: keys.versionSort(n) },
        UpdateExpression: "SET verification = :verification",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":verification": summaryOf(verification) },
      },
    },
    head: headUpdate(TableName, { pk, n }, verification),
  };
}

function headUpdate(
  TableName: string,
  { pk, n }: { pk: string; n: VersionNumber },
  verification: Verification,
): TransactWrite {
  const told = headVerification(verification);
  return {
    Update: {
      TableName,
      Key: { pk, sk: keys.headSort },
      UpdateExpression: "SET verification = :verification, verified = :verified",
      ConditionExpression: "version = :n",
      ExpressionAttributeValues: {
        ":verification": told.verification,
        ":verified": told.verified,
        ":n": n,
      },
    },
  };
}
