import type * as z from "zod";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { OperationName, Routes } from "#schemas/routes.ts";
import type { Caller } from "../caller.ts";
import type { RequestLimiter } from "../limits/request-limiter.ts";
import type { Log } from "./log.ts";

type Part<Name extends OperationName, Key extends string> = Routes[Name] extends {
  [key in Key]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

/** What an answer is made of: what its schema takes, events that are still to come, or nothing. */
type BodyOf<Declared> = Declared extends { empty: true }
  ? undefined
  : Declared extends { events: true }
    ? AsyncIterable<string> | SchemaInput<Declared, never>
    : SchemaInput<Declared, string>;

type SchemaInput<Declared, Otherwise> = Declared extends { body: infer Body extends z.ZodType }
  ? z.input<Body>
  : Otherwise;

export type AnswerOf<Name extends OperationName> = {
  [Status in keyof Routes[Name]["answers"]]: {
    status: Status;
    body: BodyOf<Routes[Name]["answers"][Status]>;
    headers?: Record<string, string>;
  };
}[keyof Routes[Name]["answers"]];

/** A request that has passed the route's schemas, roles and limits. */
export interface ApiRequest<Name extends OperationName> {
  readonly caller: Routes[Name]["auth"] extends "none" | "ticket" ? undefined : Caller;
  readonly params: Part<Name, "params">;
  readonly query: Part<Name, "query">;
  readonly headers: Part<Name, "headers">;
  readonly body: Part<Name, "body">;
  readonly requestId: string;
  /** Prefix of the URLs handed out. */
  readonly basePath: string;
  readonly log: Log;
  /** Aborted when the caller is told that it took too long; work that writes must look. */
  readonly signal: AbortSignal;
  /**
   * Counts the request of a caller whom only the operation finds out; that of others is counted
   * before. @throws AppError `rate_limited`
   */
  readonly admit: (tenant: TenantKey) => Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What an operation that knows its caller needs besides; none that is public has a limit. */
export type LimiterFor<Name extends OperationName> = Routes[Name]["auth"] extends "none"
  ? []
  : [limiter: (environment: Environment) => RequestLimiter];
