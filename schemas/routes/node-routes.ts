import * as z from "zod";
import { Category, GeneratedNode, NodeChanges, NodeSummary } from "../node.ts";
import { TestRunAnswer, TestRunRequest } from "../test-run.ts";
import type { Route } from "./route.ts";
import { api, base, etag, IfMatch, messageAnd, NodeParams, nextPage, Page } from "./route-parts.ts";

export const nodeRoutes = {
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
    grants: [
      "nodes:read",
      "nodes:read-version",
      "nodes:write-version",
      "sandbox:invoke",
      "usage:count",
    ],
    settings: base,
    timeoutSeconds: 28,
    memoryMb: 512,
  },
  "delete-node": {
    method: "DELETE",
    path: "/api/generated-nodes/{id}",
    tag: "Nodes",
    summary: "Delete a node; it can be brought back",
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
    problems: ["not_found", "node_deleted", "conflict"],
    grants: ["nodes:read", "nodes:read-version", "nodes:write-version"],
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
    grants: ["nodes:read", "nodes:read-version", "sandbox:invoke", "usage:count"],
    settings: base,
    timeoutSeconds: 28,
    memoryMb: 512,
  },
} as const satisfies Record<string, Route>;
