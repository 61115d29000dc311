import { Verification } from "../node.ts";
import { NodeCheckAnswer, NodeCheckRequest, VerifyRequest } from "../node-check.ts";
import type { Route } from "./route.ts";
import { base, NodeParams } from "./route-parts.ts";

/** Proofs of at most 20 s, the store, and a little to spare below the gateway's 29 s. */
const proof = { timeoutSeconds: 28, memoryMb: 512 } as const;

export const provingRoutes = {
  "verify-node": {
    method: "POST",
    path: "/api/generated-nodes/{id}/verify",
    tag: "Nodes",
    summary: "Run a node's tests anew and keep what they show",
    description:
      "Runs the tests of the newest version, or of the one named, measures them by small faults put into the code, and stores the report with that version. Takes at most 20 s in all: tests not reached are `not_run`. No new version is made.",
    auth: "user",
    params: NodeParams,
    body: VerifyRequest.prefault({}),
    answers: { 200: { description: "The new report", body: Verification } },
    problems: ["not_found", "node_deleted"],
    grants: [
      "nodes:read",
      "nodes:read-version",
      "nodes:write-version",
      "nodes:update",
      "sandbox:invoke",
      "usage:count",
    ],
    settings: base,
    ...proof,
  },
  "check-node": {
    method: "POST",
    path: "/api/generated-nodes/check",
    tag: "Nodes",
    summary: "Check a node that is not stored, and run its tests",
    description:
      "What storing it would find. With an error among the violations the tests are not run, and the verification is `unverified`. Nothing is stored.",
    auth: "user",
    body: NodeCheckRequest,
    answers: { 200: { description: "What was found", body: NodeCheckAnswer } },
    problems: [],
    grants: ["sandbox:invoke", "usage:count"],
    settings: base,
    ...proof,
  },
} as const satisfies Record<string, Route>;
