import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { fetchCalls } from "./fetch-calls.ts";
import { doubt, fault, place } from "./finding.ts";
import { keyName, patternNames } from "./member-name.ts";

/** What a kind promises: only effects reach out, and they look at what comes back. */
export const checkKind = ({ code, content }: CheckSubject): Violation[] => {
  if (code === undefined) return [];
  const { kind } = content.node_definition;
  const calls = fetchCalls(code);
  if (kind !== "effect") {
    return [
      ...calls.map((call) =>
        fault(
          `${kind}-fetch`,
          place(call),
          `A node of kind ${kind} must not call ctx.fetch.`,
          "Make its kind `effect`, or take the data in through inputs.",
        ),
      ),
      ...(kind === "compute" ? clockReads(code) : []),
    ];
  }
  const [first] = calls;
  if (first === undefined || readsStatus(code)) return [];
  const message = "The code calls a host and never looks at the status of the answer.";
  return [
    doubt("unchecked-status", place(first), message, "Check response.ok or response.status."),
  ];
};

const readsStatus = ({ nodes, scopes }: AnalysedCode): boolean =>
  nodes.some(({ node }) => {
    if (node.type === "ObjectPattern") return patternNames(node, scopes).some(isStatus);
    return (
      node.type === "MemberExpression" && isStatus(keyName(node.property, node.computed, scopes))
    );
  });

const isStatus = (name: string | undefined): boolean => name === "ok" || name === "status";

const clockReads = (code: AnalysedCode): Violation[] =>
  code.nodes
    .filter(({ node }) => isClock(node))
    .slice(0, 1)
    .map(({ node }) =>
      doubt(
        "compute-clock",
        place(node),
        "The output of a node of kind compute depends on when it runs.",
        "Take the time in through an input.",
      ),
    );

const isClock = (node: AnyNode): boolean => {
  if (node.type === "NewExpression") return isDate(node.callee) && node.arguments.length === 0;
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  const { object, property } = node.callee;
  return isDate(object) && property.type === "Identifier" && property.name === "now";
};

const isDate = (node: AnyNode): boolean => node.type === "Identifier" && node.name === "Date";
