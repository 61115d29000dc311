import * as z from "zod";
import { DetailedHealth, Health } from "../service.ts";
import { providerSettings } from "../settings.ts";
import type { Route } from "./route.ts";
import { api, base } from "./route-parts.ts";

export const serviceRoutes = {
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
    settings: [...base, ...providerSettings],
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
