import { createHash } from "node:crypto";
import * as z from "zod";
import { type PromptLibrary, PromptLibrary as PromptLibrarySchema } from "./prompt-library.ts";

const VersionName = PromptLibrarySchema.shape.version;

/** All versions of the prompt texts and the patterns they share, as plain data. */
export const CompiledPrompts = z.strictObject({
  versions: z.array(PromptLibrarySchema.pick({ version: true, templates: true })).min(1),
  patterns: PromptLibrarySchema.shape.patterns,
});
export type CompiledPrompts = z.infer<typeof CompiledPrompts>;

/** Checks what the build wrote, read as JSON. Throws where it is not whole. */
export const parseCompiledPrompts = (value: unknown): CompiledPrompts =>
  CompiledPrompts.parse(value);

/** Which version serves a job. */
export interface PromptChoice {
  /** The same version for every attempt of a job. */
  readonly libraryFor: (jobId: string) => PromptLibrary;
  readonly newest: PromptLibrary;
}

/**
 * Chooses among versions by weight: `v1`, or `v1:90,v2:10` for nine jobs in ten with v1; empty for
 * the newest alone. A version that is not named serves nothing, so a rollback is this setting.
 * @throws Error with a sentence that names the versions there are
 */
export const choosePrompts = (
  { versions, patterns }: CompiledPrompts,
  weights: string,
): PromptChoice => {
  const libraries = versions
    .map((one): PromptLibrary => ({ ...one, patterns }))
    .toSorted((a, b) => numberOf(b.version) - numberOf(a.version));
  const [newest] = libraries;
  if (newest === undefined) throw new Error("there are no prompts");
  const shares =
    weights.trim() === "" ? [{ library: newest, weight: 1 }] : read(weights, libraries);
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  return {
    newest,
    libraryFor(jobId) {
      let left = pointOf(jobId, total);
      const chosen = shares.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
      return chosen?.library ?? newest;
    },
  };
};

const numberOf = (version: string): number => Number(version.slice(1));

const mostWeight = 1_000_000;

const read = (weights: string, libraries: readonly PromptLibrary[]) => {
  const there = libraries.map(({ version }) => version).join(", ");
  const refuse = (what: string) =>
    new Error(
      `PROMPT_WEIGHTS: ${what}. Name versions with whole weights, as in "v1:90,v2:10", or one version alone; there are: ${there}.`,
    );
  const shares = weights.split(",").map((part) => {
    const [version = "", weight = "1", ...more] = part.trim().split(":");
    if (!VersionName.safeParse(version).success || !/^\d{1,7}$/.test(weight) || more.length > 0) {
      throw refuse(`"${part.trim().slice(0, 50)}" is not a version with a weight`);
    }
    const library = libraries.find((one) => one.version === version);
    if (library === undefined) throw refuse(`there is no prompt version ${version}`);
    return { library, weight: Math.min(Number(weight), mostWeight) };
  });
  if (new Set(shares.map(({ library }) => library)).size < shares.length) {
    throw refuse("a version is named twice");
  }
  if (shares.every(({ weight }) => weight === 0)) throw refuse("every weight is 0");
  return shares;
};

/** A whole number below `total`, evenly spread over ids and the same for the same one. */
const pointOf = (jobId: string, total: number): number =>
  createHash("sha256").update(jobId).digest().readUIntBE(0, 6) % total;
