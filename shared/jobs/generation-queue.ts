import type { GenerationMessage } from "#schemas/job.ts";

export interface GenerationQueue {
  send(message: GenerationMessage): Promise<void>;
}
