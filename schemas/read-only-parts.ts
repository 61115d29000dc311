import * as z from "zod";

const readOnly = z
  .unknown()
  .optional()
  .describe("Taken as GET gave it, and ignored")
  .meta({ readOnly: true });

/** What GET shows of a node and no request changes, so that a node can be sent back as it came. */
export const readOnlyParts = {
  id: readOnly,
  version: readOnly,
  version_count: readOnly,
  verification: readOnly,
  provenance: readOnly,
  warnings: readOnly,
  is_active: readOnly,
  user_id: readOnly,
  created_at: readOnly,
  updated_at: readOnly,
};

export type ReadOnlyPart = keyof typeof readOnlyParts;

export const isReadOnlyPart = (name: string): name is ReadOnlyPart =>
  Object.hasOwn(readOnlyParts, name);
