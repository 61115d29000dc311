import * as z from "zod";
import { BatchAnswer } from "../batch.ts";
import { BatchRequest, GenerationReport, GenerationRequest, RefineRequest } from "../generation.ts";
import { Job } from "../job.ts";
import { GeneratedNode } from "../node.ts";
import type { Route } from "./route.ts";
import {
  api,
  base,
  etag,
  IdempotencyKey,
  IfMatch,
  messageAnd,
  NodeParams,
  replayed,
} from "./route-parts.ts";

const Prefer = z.object({
  prefer: z
    .string()
    .max(200)
    .optional()
    .describe(
      "`respond-async`: do not wait; `wait=N`: wait up to N seconds; both: answer with the job after those (RFC 7240)",
    ),
});

const applied = {
  "preference-applied":
    "What was honoured of `Prefer`, as `wait=5`: it cannot be more than the longest wait",
};

const jobHeaders = { location: "The job", ...applied, ...replayed };

/** How a generation can be refused. */
const refusals = [
  "too_many_generations",
  "daily_budget_exceeded",
  "idempotency_key_reused",
] as const;

/** How a generation can fail that was waited for. */
const failures = [
  ...refusals,
  "llm_not_configured",
  "no_pattern",
  "node_rejected",
  "generation_failed",
  "request_refused",
  "job_ended",
  "provider_failed",
  "provider_unauthorized",
  "provider_overloaded",
  "provider_timeout",
] as const;

const acceptSettings = [
  ...base,
  "LLM_PROVIDER",
  "ALLOW_MOCK_PROVIDER",
  "JOB_LEASE_SECONDS",
  "CONTEXT_WINDOW_TOKENS",
  "MAX_GENERATIONS_IN_FLIGHT",
  "DAILY_BUDGET_USD",
  "GENERATION_BUDGET_USD",
] as const;

/** What functions need that accept generations. */
const acceptGrants = [
  "jobs:accept",
  "jobs:read",
  "money:reserve",
  "idempotency:read",
  "generation-queue:send",
  "configs:read",
] as const;

const waitingSettings = [...acceptSettings, "SYNC_WAIT_SECONDS"] as const;

/** Accepts, waits and answers with the node. */
const waiting = {
  problemHeaders: { location: "The job, where one was accepted and failed; `jobId` is its id" },
  grants: [...acceptGrants, "nodes:read", "nodes:read-version"],
  settings: waitingSettings,
  // The gateway gives up at 29 s; the wait inside ends at SYNC_WAIT_SECONDS.
  timeoutSeconds: 28,
  memoryMb: 512,
} as const;

export const generationRoutes = {
  "generate-node": {
    method: "POST",
    path: "/api/generated-nodes/generate",
    tag: "Nodes",
    summary: "Make a node from one sentence",
    description:
      "Waits for the node and answers 201. With `Prefer: respond-async`, or when it takes longer than the wait, answers 202 with the job to follow.",
    auth: "user",
    headers: Prefer.extend(IdempotencyKey.shape),
    body: GenerationRequest,
    answers: {
      201: {
        description: "The node was made, run and stored",
        body: messageAnd("Node generated successfully", {
          node: GeneratedNode,
          generation: GenerationReport,
        }),
        headers: { location: "The node", ...etag, ...applied, ...replayed },
      },
      202: {
        description: "The job was accepted and goes on",
        body: messageAnd("Node generation accepted", { job: Job }),
        headers: jobHeaders,
      },
    },
    problems: failures,
    ...waiting,
  },
  "generate-batch": {
    method: "POST",
    path: "/api/generated-nodes/generate-batch",
    tag: "Nodes",
    summary: "Make up to 20 nodes, one job each",
    description:
      "Each request is what `generate` takes and stands for itself: the answer is 202 whenever the list itself is valid, also if none of its requests is, and tells for each the job to follow or the error. Errors name their place, as in `requests[3].request`. One whose error is `unavailable`, `too_many_generations` or `daily_budget_exceeded` can be sent again; with an `Idempotency-Key` send the same batch again, and only what was refused becomes a job.",
    auth: "user",
    headers: IdempotencyKey,
    body: BatchRequest,
    answers: {
      202: {
        description: "What became of each request, in their order",
        body: BatchAnswer,
        headers: replayed,
      },
    },
    problems: ["llm_not_configured", "idempotency_key_reused"],
    grants: acceptGrants,
    settings: acceptSettings,
    ...api,
  },
  "refine-node": {
    method: "POST",
    path: "/api/generated-nodes/{id}/refine",
    tag: "Nodes",
    summary: "Change a node by saying what should be different",
    description:
      "Makes the next version of the node from its newest one, the feedback and, where given, examples and tests. Waits as `generate` does. When the node is changed while the job runs, the job fails with `conflict` and the change stays.",
    auth: "user",
    params: NodeParams,
    headers: IfMatch.extend(Prefer.shape).extend(IdempotencyKey.shape),
    body: RefineRequest,
    answers: {
      200: {
        description: "The node, one version on",
        body: messageAnd("Node refined successfully", {
          node: GeneratedNode,
          generation: GenerationReport,
        }),
        headers: { ...etag, ...applied, ...replayed },
      },
      202: {
        description: "The job was accepted and goes on",
        body: messageAnd("Node refinement accepted", { job: Job }),
        headers: jobHeaders,
      },
    },
    problems: [
      "not_found",
      "node_deleted",
      "version_limit",
      "precondition_failed",
      "conflict",
      ...failures,
    ],
    ...waiting,
  },
} as const satisfies Record<string, Route>;
