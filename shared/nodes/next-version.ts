import { mostVersions, type NodeId } from "#schemas/identifiers.ts";
import type { NodeContent, Verification } from "#schemas/node.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";
import { keyTaken } from "../idempotency/make-once.ts";
import { codeHash } from "./content-hash.ts";
import type { NodeStore, NodeWrite, StoredNode } from "./node-store.ts";
import { trimVerification } from "./trim-verification.ts";

interface NewVersion {
  readonly content: NodeContent;
  readonly verification: Verification;
  readonly changeDescription: string;
  readonly action: NodeWrite["action"];
  readonly idempotency?: IdempotencyClaim | undefined;
}

/** The write that makes a new node, at version 1. */
export function firstVersion(
  version: NewVersion & { readonly id: NodeId; readonly caller: Pick<Caller, "subject"> },
  { clock }: { clock: Clock },
): NodeWrite {
  const at = timestamp(clock.now());
  return {
    head: {
      id: version.id,
      version: 1,
      version_count: 1,
      code_hash: codeHash(version.content.execution_code),
      verification: trimVerification(version.verification),
      is_active: true,
      user_id: version.caller.subject,
      created_at: at,
      updated_at: at,
    },
    content: version.content,
    verification: version.verification,
    changeDescription: version.changeDescription,
    changedBy: version.caller.subject,
    previousVersion: null,
    action: version.action,
    idempotency: version.idempotency,
  };
}

/**
 * Stores a further version of a node: whole or not at all.
 * @throws AppError `version_limit`; when another change came first, `precondition_failed` if the
 * caller named a version, else `conflict`; `conflict` also where its key is taken
 */
export async function writeNextVersion(
  input: NewVersion & {
    readonly stored: StoredNode;
    readonly caller: Caller;
    readonly ifMatch?: string | undefined;
  },
  { nodes, clock }: { nodes: NodeStore; clock: Clock },
): Promise<StoredNode> {
  const { stored, caller, content, verification } = input;
  if (stored.head.version >= mostVersions) {
    throw new AppError("version_limit", `A node can have ${mostVersions} versions.`);
  }
  const head = {
    ...stored.head,
    version: stored.head.version + 1,
    version_count: stored.head.version_count + 1,
    code_hash: codeHash(content.execution_code),
    verification: trimVerification(verification),
    updated_at: timestamp(clock.now()),
  };
  const outcome = await nodes.write(caller.tenant, {
    head,
    content,
    verification,
    changeDescription: input.changeDescription,
    changedBy: caller.subject,
    previousVersion: stored.head.version,
    action: input.action,
    idempotency: input.idempotency,
  });
  if (outcome === "key_taken") throw keyTaken();
  if (outcome === "conflict") {
    throw new AppError(
      input.ifMatch === undefined ? "conflict" : "precondition_failed",
      "Somebody else changed the node at the same time. Get it again and repeat your change.",
    );
  }
  return { head, content };
}
