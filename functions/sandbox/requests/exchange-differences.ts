import { isDeepStrictEqual } from "node:util";
import type { HttpExchange } from "#schemas/sandbox.ts";
import type { CheckedRequest } from "./request-rules.ts";

const show = (value: unknown) =>
  value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing").slice(0, 300);

const differ = (what: string, expected: unknown, came: unknown) =>
  `${what}: expected ${show(expected)}, came ${show(came)}`;

type Expectation = HttpExchange["expect"];

/**
 * What a request has otherwise than its exchange expects, a sentence each. Query and headers need only
 * hold what is expected; path, method and a given body are compared whole.
 */
export function differencesOf(expected: Expectation, request: CheckedRequest): string[] {
  const method = expected.method.toUpperCase();
  return [
    ...(method === request.method ? [] : [differ("method", method, request.method)]),
    ...pathDifferences(expected, request.url),
    ...queryDifferences(expected.query, request.url.searchParams),
    ...headerDifferences(expected.headers, request.headers),
    ...bodyDifferences(expected, request.body),
  ];
}

function pathDifferences(expected: Expectation, url: URL): string[] {
  const [path = "", query = ""] = expected.path.split("?");
  const isPath = [path, asSent(path)].includes(url.pathname) || path === decodedPath(url);
  const wanted = new URLSearchParams(query);
  const differing = [...new Set(wanted.keys())].filter(
    (name) => !isDeepStrictEqual(wanted.getAll(name), url.searchParams.getAll(name)),
  );
  return [
    ...(isPath ? [] : [differ("path", path, url.pathname)]),
    ...differing.map((name) =>
      differ(`query "${name}"`, oneOrAll(wanted, name), oneOrAll(url.searchParams, name)),
    ),
  ];
}

/** A URL is sent without `.` and `..` in its path, so a script may be written with them too. */
const asSent = (path: string): string =>
  path.startsWith("/") ? (URL.parse(`http://script${path}`)?.pathname ?? path) : path;

/** A name may be there several times. */
function oneOrAll(parameters: URLSearchParams, name: string): unknown {
  const values = parameters.getAll(name);
  return values.length > 1 ? values : values[0];
}

function decodedPath(url: URL): string {
  try {
    return decodeURI(url.pathname);
  } catch {
    return url.pathname;
  }
}

function queryDifferences(
  expected: Readonly<Record<string, string>> | undefined,
  came: URLSearchParams,
): string[] {
  return Object.entries(expected ?? {}).flatMap(([name, value]) => {
    const found = came.get(name) ?? undefined;
    return found === value ? [] : [differ(`query "${name}"`, value, found)];
  });
}

function headerDifferences(
  expected: Readonly<Record<string, string>> | undefined,
  came: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(expected ?? {}).flatMap(([name, value]) => {
    const key = name.toLowerCase();
    const found = Object.hasOwn(came, key) ? came[key] : undefined;
    return found === value ? [] : [differ(`header "${name}"`, value, found)];
  });
}

function bodyDifferences(expected: Expectation, body: Buffer | undefined): string[] {
  if (expected.body === undefined) return [];
  const text = body?.toString("utf8");
  if (text === expected.body) return [];
  const difference = firstDifference(expected.body, parsed(text), "body");
  return difference === undefined ? [] : [difference];
}

/** The first place where two JSON values differ; as deep as the expected one at most. */
function firstDifference(expected: unknown, came: unknown, where: string): string | undefined {
  if (isDeepStrictEqual(expected, came)) return undefined;
  if (!isContainer(expected) || !isContainer(came)) return differ(where, expected, came);
  if (Array.isArray(expected) !== Array.isArray(came)) return differ(where, expected, came);
  const names = new Set([...Object.keys(expected), ...Object.keys(came)]);
  for (const name of names) {
    const inside = Array.isArray(expected) ? `${where}[${name}]` : `${where}.${name}`;
    const found = firstDifference(ownPart(expected, name), ownPart(came, name), inside);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

const ownPart = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
