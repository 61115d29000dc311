import type { CallExpression } from "acorn";
import { keyName } from "./member-name.ts";
import type { CodeTree } from "./parse-code.ts";

/** Calls of `ctx.fetch`, also after it was taken out of `ctx`. */
export const fetchCalls = ({ nodes, scopes }: CodeTree): CallExpression[] =>
  nodes.flatMap(({ node }) => {
    if (node.type !== "CallExpression") return [];
    const { callee } = node;
    if (callee.type === "Identifier") return callee.name === "fetch" ? [node] : [];
    const isFetch =
      callee.type === "MemberExpression" &&
      keyName(callee.property, callee.computed, scopes) === "fetch";
    return isFetch ? [node] : [];
  });
