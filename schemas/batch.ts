import * as z from "zod";
import { Job, JobError } from "./job.ts";

/** What became of one request of a batch: a job to follow, or why there is none. */
export const BatchEntry = z
  .union([
    z.strictObject({ index: z.int().describe("Place in `requests`, from 0"), job: Job }),
    z.strictObject({ index: z.int(), error: JobError }),
  ])
  .meta({ id: "BatchEntry" });
export type BatchEntry = z.infer<typeof BatchEntry>;

export const BatchAnswer = z
  .strictObject({ jobs: z.array(BatchEntry).describe("One for each request, in their order") })
  .meta({ id: "BatchAnswer" });
export type BatchAnswer = z.infer<typeof BatchAnswer>;
