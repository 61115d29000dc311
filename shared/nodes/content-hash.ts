import { createHash } from "node:crypto";
import type { Hash } from "#schemas/identifiers.ts";

/** SHA-256 of the code, as it runs: what a caller can compare with what they reviewed. */
export const codeHash = (code: string): Hash =>
  createHash("sha256").update(code, "utf8").digest("hex");
