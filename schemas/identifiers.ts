import * as z from "zod";

/**
 * Key of a tenant: URL-safe base64 of SHA-256 over issuer and tenant claim, made once, in the
 * authorizer. Branded, so that table keys can only be built from a checked one.
 */
export const TenantKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand("TenantKey");
export type TenantKey = z.infer<typeof TenantKey>;

/** Ids are made by the server (UUID version 4 or 7) and parsed before a table key is built. */
export const NodeId = z.uuid().toLowerCase().brand("NodeId");
export type NodeId = z.infer<typeof NodeId>;

export const JobId = z.uuid().toLowerCase().brand("JobId");
export type JobId = z.infer<typeof JobId>;

/** Six digits in the sort key, so this is the end of the line for one node. */
export const mostVersions = 999_999;

export const VersionNumber = z.int().min(1).max(mostVersions);
export type VersionNumber = z.infer<typeof VersionNumber>;

/** An instant as ISO 8601 in UTC with milliseconds, which sorts as text. */
export const Timestamp = z.iso.datetime({ precision: 3 });
export type Timestamp = z.infer<typeof Timestamp>;

/** SHA-256 as lower-case hex. */
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
export type Hash = z.infer<typeof Hash>;
