import * as z from "zod";
import { Hash, NodeId, Timestamp, VersionNumber } from "./identifiers.ts";
import { NodeContent, Verification, VerificationSummary } from "./node.ts";

export const VersionSummary = z
  .strictObject({
    id: z.string().describe("`<node id>@<version number>`"),
    version_number: VersionNumber,
    change_description: z.string(),
    created_at: Timestamp,
    created_by: z.string(),
    code_hash: Hash,
    verification: VerificationSummary,
  })
  .meta({ id: "VersionSummary" });
export type VersionSummary = z.infer<typeof VersionSummary>;

/** One version, whole: what it held, and what running its tests showed. */
export const NodeVersion = NodeContent.extend({
  ...VersionSummary.shape,
  node_id: NodeId,
  verification: Verification,
}).meta({ id: "NodeVersion" });
export type NodeVersion = z.infer<typeof NodeVersion>;
