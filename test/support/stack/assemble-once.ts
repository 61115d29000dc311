import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { assemble } from "../../../cdk/assemble.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Directory of the local stage's assembly. */
    assembly: string;
  }
}

/** Builds and synthesizes the stack once for all tests of a project (vitest's `globalSetup`). */
export default async function assembleOnce(project: TestProject): Promise<() => Promise<void>> {
  const parent = await mkdtemp(join(tmpdir(), "assembly-"));
  const { directory } = await assemble({ stage: "local", outdir: join(parent, "cdk.out") });
  project.provide("assembly", directory);
  return () => rm(parent, { recursive: true, force: true });
}
