import { JobId, NodeId } from "#schemas/identifiers.ts";

/** Ids by which the lines of one generation are found. */
export interface NamedIds {
  readonly jobId?: JobId | undefined;
  readonly nodeId?: NodeId | undefined;
}

/**
 * The job and the node that a request is about: named by its path, or by where its answer leads.
 * What is not an id is not told: a path holds whatever its caller wrote.
 */
export function namedIds(
  route: { readonly path: string },
  id: string | undefined,
  location: string | undefined,
): NamedIds {
  return {
    jobId: idIn(JobId, "/api/jobs", { route, id, location }),
    nodeId: idIn(NodeId, "/api/generated-nodes", { route, id, location }),
  };
}

interface Named {
  readonly route: { readonly path: string };
  readonly id: string | undefined;
  readonly location: string | undefined;
}

function idIn<Id>(
  schema: { safeParse(value: unknown): { data?: Id | undefined } },
  collection: string,
  { route, id, location }: Named,
): Id | undefined {
  const inPath = route.path.startsWith(`${collection}/{id}`) ? id : undefined;
  const [, led] = location?.split(`${collection}/`) ?? [];
  return schema.safeParse(inPath ?? led).data;
}
