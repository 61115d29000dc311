import type { NodeId, VersionNumber } from "#schemas/identifiers.ts";
import type { Verification } from "#schemas/node.ts";
import { notFound } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import type { Clock } from "../clock.ts";
import { mostProofMs } from "../proving/limits-of.ts";
import { proveNode } from "../proving/prove-node.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import { activeVersion } from "./get-version.ts";
import type { NodeStore } from "./node-store.ts";

export interface VerifyNodeInput {
  readonly caller: Caller;
  readonly id: NodeId;
  /** The newest where none is named. */
  readonly version?: VersionNumber | undefined;
  /** Aborted when the caller has been told that it took too long: nothing is written after that. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the tests of a version anew, measures them, and keeps what they showed with that version.
 * @throws AppError `not_found`, `node_deleted`, `unavailable` when the sandbox cannot be had
 */
export async function verifyNode(
  { caller, id, version, signal }: VerifyNodeInput,
  services: {
    readonly nodes: NodeStore;
    readonly sandbox: Sandbox;
    readonly clock: Clock;
    readonly onFault: (error: unknown) => void;
  },
): Promise<Verification> {
  const { tenant } = caller;
  const { nodes, clock } = services;
  const { n, content } = await activeVersion({ tenant, id, version }, { nodes });
  const proof = await proveNode(
    { tenant, content, now: clock.now(), totalMs: mostProofMs },
    services,
  );
  signal?.throwIfAborted();
  if ((await nodes.saveReport(tenant, id, n, proof.verification)) === "not_found") {
    throw notFound("version");
  }
  return proof.verification;
}
