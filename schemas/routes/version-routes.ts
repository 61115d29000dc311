import * as z from "zod";
import { GeneratedNode } from "../node.ts";
import { NodeVersion, VersionSummary } from "../version.ts";
import type { Route } from "./route.ts";
import {
  api,
  base,
  etag,
  IdempotencyKey,
  IfMatch,
  messageAnd,
  NodeParams,
  nextPage,
  Page,
  replayed,
  VersionParams,
} from "./route-parts.ts";

export const versionRoutes = {
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
    headers: IfMatch.extend(IdempotencyKey.shape),
    answers: {
      200: {
        description: "The node, one version on",
        body: messageAnd("Node version restored successfully", { node: GeneratedNode }),
        headers: { ...etag, ...replayed },
      },
    },
    problems: [
      "not_found",
      "conflict",
      "node_deleted",
      "version_limit",
      "precondition_failed",
      "idempotency_key_reused",
    ],
    grants: [
      "nodes:read",
      "nodes:read-version",
      "nodes:write-version",
      "idempotency:read",
      "idempotency:write",
    ],
    settings: base,
    ...api,
  },
} as const satisfies Record<string, Route>;
