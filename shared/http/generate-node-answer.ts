import type { GenerateNodeResult } from "../jobs/generate-node.ts";
import { etagOf } from "../nodes/etag.ts";

/** 201 with the node and where it is, or 202 with the job to follow. */
export function generateNodeAnswer(
  result: GenerateNodeResult,
  { basePath, respondAsync }: { basePath: string; respondAsync: boolean },
) {
  if (result.kind === "job") {
    const { job } = result;
    return {
      status: 202 as const,
      headers: {
        location: `${basePath}/api/jobs/${job.id}`,
        ...(respondAsync ? { "preference-applied": "respond-async" } : {}),
      },
      body: { message: "Node generation accepted" as const, job },
    };
  }
  const { node, generation } = result;
  return {
    status: 201 as const,
    headers: { location: `${basePath}/api/generated-nodes/${node.id}`, etag: etagOf(node) },
    body: { message: "Node generated successfully" as const, node, generation },
  };
}
