import type { ApiMethod, RestApi } from "./api-definition.ts";
import { GatewayError } from "./gateway-error.ts";

export interface Route {
  readonly method: ApiMethod;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Resource {
  readonly parts: readonly string[];
  readonly methods: readonly ApiMethod[];
}

/**
 * Finds the method for a request. At each part of a path what is written out goes before
 * `{parameter}`, and that before `{rest+}`; a resource that does not have the method ends the
 * search. Throws the gateway's error for unknown paths and methods.
 */
export function createRouteTable({ methods }: RestApi): (method: string, path: string) => Route {
  const byPath = Map.groupBy(methods, ({ path }) => path);
  const resources = [...byPath]
    .map(([path, ofPath]) => ({ parts: partsOf(path), methods: ofPath }))
    .sort(compareResources);

  return (httpMethod, path) => {
    const parts = partsOf(path).map(decode);
    for (const resource of resources) {
      const pathParameters = match(resource.parts, parts);
      if (pathParameters === undefined) continue;
      const method =
        resource.methods.find((candidate) => candidate.httpMethod === httpMethod) ??
        resource.methods.find((candidate) => candidate.httpMethod === "ANY");
      if (method !== undefined) return { method, pathParameters };
      break;
    }
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN");
  };
}

const partsOf = (path: string): string[] => path.slice(1).split("/");

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new GatewayError("BAD_REQUEST_PARAMETERS", "Bad Request");
  }
}

const isGreedy = (part: string | undefined) => part?.endsWith("+}") === true;
const isParameter = (part: string | undefined) => part?.startsWith("{") === true;
const rank = (part: string | undefined) => (isGreedy(part) ? 2 : isParameter(part) ? 1 : 0);

function compareResources(one: Resource, other: Resource): number {
  for (let index = 0; index < Math.max(one.parts.length, other.parts.length); index++) {
    const difference = rank(one.parts[index]) - rank(other.parts[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function match(
  wanted: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    if (value === undefined) return undefined;
    if (isGreedy(part)) {
      parameters[part.slice(1, -2)] = given.slice(index).join("/");
      return parameters;
    }
    if (isParameter(part)) {
      if (value === "") return undefined;
      parameters[part.slice(1, -1)] = value;
    } else if (part !== value) return undefined;
  }
  return wanted.length === given.length ? parameters : undefined;
}
