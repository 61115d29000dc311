/** What of a gateway event says under which prefix the service was called. */
export interface CalledPath {
  readonly path: string;
  readonly requestContext: { readonly path?: string | undefined };
}

/**
 * The prefix before a route's path: `/prod` behind a stage, empty behind a custom domain. URLs we
 * hand out start with it.
 */
export function basePath(event: CalledPath): string {
  const called = event.requestContext.path ?? event.path;
  return called.endsWith(event.path) ? called.slice(0, called.length - event.path.length) : "";
}
