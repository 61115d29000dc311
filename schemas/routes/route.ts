import type * as z from "zod";
import type { FunctionNeeds } from "../functions.ts";
import type { ErrorCode } from "../problem.ts";

export interface Answer {
  readonly description: string;
  readonly body?: z.ZodType;
  /** May be told as server-sent events while it comes about, or can only be told so. */
  readonly events?: true;
  /** Has no body at all. */
  readonly empty?: true;
  /** Defaults to `application/json`. */
  readonly mediaType?: string;
  /** Header name (lower case) to what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route extends FunctionNeeds {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path parameters as `{name}`, the notation of API Gateway and OpenAPI alike. */
  readonly path: `/${string}`;
  readonly tag: "Nodes" | "Versions" | "Jobs" | "Configurations" | "Service";
  readonly summary: string;
  readonly description?: string;
  /** `ticket`: whoever has an address with a ticket in it, which the operation checks itself. */
  readonly auth: "none" | "user" | "admin" | "ticket";
  /** The gateway passes the answer on while it is made, and waits for as long as the function may run. */
  readonly streams?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Lower-case names; other headers are ignored. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes that are this operation's own; those every operation can answer are not listed. */
  readonly problems: readonly ErrorCode[];
  /** Headers that problems can have: lower-case name to what it says. */
  readonly problemHeaders?: Readonly<Record<string, string>>;
}
