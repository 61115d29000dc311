import * as z from "zod";
import type { FunctionNeeds } from "./functions.ts";
import { GenerationReport, GenerationRequest } from "./generation.ts";
import { JobId, NodeId, VersionNumber } from "./identifiers.ts";
import { Job } from "./job.ts";
import { Category, GeneratedNode, NodeChanges, NodeSummary } from "./node.ts";
import type { ErrorCode } from "./problem.ts";
import { DetailedHealth, Health } from "./service.ts";
import { TestRunAnswer, TestRunRequest } from "./test-run.ts";
import { NodeVersion, VersionSummary } from "./version.ts";

/**
 * The route table: method, path, schemas, auth and grants of an endpoint are written here and
 * nowhere else. Validation, stack, OpenAPI document, local run and tests read it. The entry file
 * of an operation is `functions/api/<operation>.ts`.
 */

export interface Answer {
  readonly description: string;
  readonly body?: z.ZodType;
  /** Defaults to `application/json`. */
  readonly mediaType?: string;
  /** Header name (lower case) to what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route extends FunctionNeeds {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path parameters as `{name}`, the notation of API Gateway and OpenAPI alike. */
  readonly path: `/${string}`;
  readonly tag: "Nodes" | "Versions" | "Jobs" | "Service";
  readonly summary: string;
  readonly description?: string;
  readonly auth: "none" | "user" | "admin";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Lower-case names; other headers are ignored. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes that are this operation's own; those every operation can answer are not listed. */
  readonly problems: readonly ErrorCode[];
}

const NodeParams = z.strictObject({ id: NodeId });
const VersionParams = z.strictObject({
  id: NodeId,
  n: z.coerce.number<string>().pipe(VersionNumber),
});

/** A page of a list. `cursor` is opaque: take it from the `Link` header of the last page. */
const Page = z.strictObject({
  limit: z.coerce.number<string>().pipe(z.int().min(1).max(100)).default(50),
  cursor: z.string().min(1).max(1_000).optional(),
});

const IfMatch = z.object({
  "if-match": z
    .string()
    .regex(/^(\*|"[^"]{1,64}")$/, { error: 'must be "*" or one ETag in quotes' })
    .optional()
    .describe("Only if the node is still at this ETag"),
});

const messageAnd = <Shape extends z.ZodRawShape>(message: string, shape: Shape) =>
  z.strictObject({ message: z.literal(message), ...shape });

const nextPage = { link: '`<url>; rel="next"` when there is a further page' };
const etag = { etag: "The version, for `If-Match`" };

const api = { timeoutSeconds: 10, memoryMb: 512 } as const;
const base = ["LOG_LEVEL", "CORS_ORIGINS"] as const;

export const routes = {
  "generate-node": {
    method: "POST",
    path: "/api/generated-nodes/generate",
    tag: "Nodes",
    summary: "Make a node from one sentence",
    description:
      "Waits for the node and answers 201. With `Prefer: respond-async`, or when it takes longer than the wait, answers 202 with the job to follow.",
    auth: "user",
    headers: z.object({
      prefer: z.string().max(200).optional().describe("`respond-async` (RFC 7240)"),
    }),
    body: GenerationRequest,
    answers: {
      201: {
        description: "The node was made, run and stored",
        body: messageAnd("Node generated successfully", {
          node: GeneratedNode,
          generation: GenerationReport,
        }),
        headers: { location: "The node", ...etag },
      },
      202: {
        description: "The job was accepted and goes on",
        body: messageAnd("Node generation accepted", { job: Job }),
        headers: {
          location: "The job",
          "preference-applied": "`respond-async` where it was asked for",
        },
      },
    },
    problems: [
      "llm_not_configured",
      "no_pattern",
      "node_rejected",
      "generation_failed",
      "request_refused",
      "provider_failed",
      "provider_unauthorized",
      "provider_overloaded",
      "provider_timeout",
    ],
    grants: ["jobs:accept", "jobs:read", "nodes:read", "generation-queue:send"],
    settings: [...base, "LLM_PROVIDER", "ALLOW_MOCK_PROVIDER", "SYNC_WAIT_SECONDS"],
    // The gateway gives up at 29 s; the wait inside ends at SYNC_WAIT_SECONDS.
    timeoutSeconds: 28,
    memoryMb: 512,
  },
  "list-nodes": {
    method: "GET",
    path: "/api/generated-nodes",
    tag: "Nodes",
    summary: "List nodes, newest change first",
    description:
      "`q` matches name, description and tags, case-folded, over at most 1,000 nodes a call: a page may be short or empty and still have a next one. Lists are eventually consistent.",
    auth: "user",
    query: Page.extend({
      category: Category.optional(),
      q: z.string().trim().min(1).max(200).optional(),
      deleted: z.enum(["true", "false"]).default("false"),
    }),
    answers: {
      200: { description: "A page of nodes", body: z.array(NodeSummary), headers: nextPage },
    },
    problems: ["invalid_cursor"],
    grants: ["nodes:list"],
    settings: base,
    ...api,
  },
  "get-node": {
    method: "GET",
    path: "/api/generated-nodes/{id}",
    tag: "Nodes",
    summary: "Get a node whole",
    auth: "user",
    params: NodeParams,
    answers: { 200: { description: "The node", body: GeneratedNode, headers: etag } },
    problems: ["not_found"],
    grants: ["nodes:read"],
    settings: base,
    ...api,
  },
  "update-node": {
    method: "PUT",
    path: "/api/generated-nodes/{id}",
    tag: "Nodes",
    summary: "Change a node; the old content is kept as a version",
    description:
      "Changed code, schemas, capabilities or tests are checked and the tests run: errors of the checks give 422 and nothing is stored; missing or failing tests are stored as such, with warnings.",
    auth: "user",
    params: NodeParams,
    headers: IfMatch,
    body: NodeChanges,
    answers: {
      200: {
        description: "The node, one version on",
        body: messageAnd("Node updated successfully", { node: GeneratedNode }),
        headers: etag,
      },
    },
    problems: [
      "not_found",
      "conflict",
      "node_deleted",
      "version_limit",
      "precondition_failed",
      "node_rejected",
    ],
    grants: ["nodes:read", "nodes:write-version", "sandbox:invoke"],
    settings: base,
    timeoutSeconds: 28,
    memoryMb: 512,
  },
  "delete-node": {
    method: "DELETE",
    path: "/api/generated-nodes/{id}",
    tag: "Nodes",
    summary: "Delete a node; it can be brought back for 30 days",
    auth: "user",
    params: NodeParams,
    answers: {
      200: {
        description: "The node is deleted, also if it was before",
        body: messageAnd("Generated node deleted successfully", {}),
      },
    },
    problems: ["not_found"],
    grants: ["nodes:update"],
    settings: base,
    ...api,
  },
  "undelete-node": {
    method: "POST",
    path: "/api/generated-nodes/{id}/undelete",
    tag: "Nodes",
    summary: "Bring a deleted node back",
    auth: "user",
    params: NodeParams,
    answers: {
      200: {
        description: "The node",
        body: messageAnd("Node restored from deletion", { node: GeneratedNode }),
        headers: etag,
      },
    },
    problems: ["not_found", "node_not_deleted", "conflict"],
    grants: ["nodes:read", "nodes:update"],
    settings: base,
    ...api,
  },
  "duplicate-node": {
    method: "POST",
    path: "/api/generated-nodes/{id}/duplicate",
    tag: "Nodes",
    summary: "Copy a node into a new one",
    auth: "user",
    params: NodeParams,
    answers: {
      201: {
        description: "The copy, at version 1",
        body: messageAnd("Node duplicated successfully", { node: GeneratedNode }),
        headers: { location: "The copy", ...etag },
      },
    },
    problems: ["not_found", "node_deleted"],
    grants: ["nodes:read", "nodes:write-version"],
    settings: base,
    ...api,
  },
  "test-node": {
    method: "POST",
    path: "/api/generated-nodes/{id}/test",
    tag: "Nodes",
    summary: "Run a node in the sandbox with inputs of your own",
    description:
      "The node's own failure is a 200 whose `status` is not `success`. Inputs that break `input_schema` are a 400 naming each path. Nothing is stored.",
    auth: "user",
    params: NodeParams,
    body: TestRunRequest,
    answers: { 200: { description: "What the run gave", body: TestRunAnswer } },
    problems: ["not_found", "node_deleted", "invalid_inputs"],
    grants: ["nodes:read", "nodes:read-version", "sandbox:invoke"],
    settings: base,
    timeoutSeconds: 28,
    memoryMb: 512,
  },
  "list-versions": {
    method: "GET",
    path: "/api/generated-nodes/{id}/versions",
    tag: "Versions",
    summary: "List a node's versions, newest first",
    auth: "user",
    params: NodeParams,
    query: Page,
    answers: {
      200: {
        description: "A page of versions",
        body: z.array(VersionSummary),
        headers: nextPage,
      },
    },
    problems: ["not_found", "invalid_cursor"],
    grants: ["nodes:read"],
    settings: base,
    ...api,
  },
  "get-version": {
    method: "GET",
    path: "/api/generated-nodes/{id}/versions/{n}",
    tag: "Versions",
    summary: "Get one version whole",
    auth: "user",
    params: VersionParams,
    answers: { 200: { description: "The version", body: NodeVersion } },
    problems: ["not_found"],
    grants: ["nodes:read-version"],
    settings: base,
    ...api,
  },
  "restore-version": {
    method: "POST",
    path: "/api/generated-nodes/{id}/versions/{n}/restore",
    tag: "Versions",
    summary: "Make an old version's content the newest version, whole",
    auth: "user",
    params: VersionParams,
    headers: IfMatch,
    answers: {
      200: {
        description: "The node, one version on",
        body: messageAnd("Node version restored successfully", { node: GeneratedNode }),
        headers: etag,
      },
    },
    problems: ["not_found", "conflict", "node_deleted", "version_limit", "precondition_failed"],
    grants: ["nodes:read", "nodes:read-version", "nodes:write-version"],
    settings: base,
    ...api,
  },
  "get-job": {
    method: "GET",
    path: "/api/jobs/{id}",
    tag: "Jobs",
    summary: "See how a generation stands",
    auth: "user",
    params: z.strictObject({ id: JobId }),
    answers: { 200: { description: "The job", body: Job } },
    problems: ["not_found"],
    grants: ["jobs:read"],
    settings: base,
    ...api,
  },
  "get-health": {
    method: "GET",
    path: "/health",
    tag: "Service",
    summary: "Whether the service answers",
    auth: "none",
    answers: { 200: { description: "It does", body: Health } },
    problems: [],
    grants: [],
    settings: base,
    ...api,
  },
  "get-detailed-health": {
    method: "GET",
    path: "/health/detailed",
    tag: "Service",
    summary: "Whether each part of the service answers",
    auth: "user",
    answers: { 200: { description: "Each part's state", body: DetailedHealth } },
    problems: [],
    grants: ["nodes:inspect", "generation-queue:inspect", "sandbox:inspect"],
    settings: [
      ...base,
      "LLM_PROVIDER",
      "ALLOW_MOCK_PROVIDER",
      "CLAUDE_MODEL",
      "ANTHROPIC_BASE_URL",
      "OPENAI_MODEL",
      "OPENAI_BASE_URL",
      "OLLAMA_MODEL",
      "OLLAMA_BASE_URL",
    ],
    ...api,
  },
  "get-openapi": {
    method: "GET",
    path: "/openapi.json",
    tag: "Service",
    summary: "This description, as OpenAPI 3.1",
    auth: "none",
    answers: {
      200: { description: "The document", body: z.record(z.string(), z.unknown()) },
    },
    problems: [],
    grants: [],
    settings: base,
    ...api,
  },
  "get-docs": {
    method: "GET",
    path: "/docs",
    tag: "Service",
    summary: "This description, to read and try in a browser",
    auth: "none",
    answers: { 200: { description: "A page", mediaType: "text/html" } },
    problems: [],
    grants: [],
    settings: base,
    ...api,
  },
  "get-docs-asset": {
    method: "GET",
    path: "/docs/{asset}",
    tag: "Service",
    summary: "Scripts and styles of the page",
    auth: "none",
    params: z.strictObject({ asset: z.string().regex(/^[a-z0-9.-]{1,60}$/) }),
    answers: { 200: { description: "The file", mediaType: "text/javascript" } },
    problems: ["not_found"],
    grants: [],
    settings: base,
    ...api,
  },
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type OperationName = keyof Routes;
