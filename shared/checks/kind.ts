import type { Violation } from "#schemas/node.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { effectDoubts } from "./effect-care.ts";
import { fetchCalls } from "./fetch-calls.ts";
import { fault, place } from "./finding.ts";
import { orchestratorDoubts } from "./orchestrator-plan.ts";
import { reducerFindings } from "./reducer-state.ts";
import { variableDoubts } from "./same-output.ts";

/** What a kind promises: only effects reach out, and each keeps what its kind stands for. */
export const checkKind = (subject: CheckSubject): Violation[] => {
  const { code, content } = subject;
  if (code === undefined) return [];
  switch (content.node_definition.kind) {
    case "effect":
      return effectDoubts(code);
    case "compute":
      return [...fetchFaults(code, "compute"), ...variableDoubts(code)];
    case "reducer":
      return [...fetchFaults(code, "reducer"), ...reducerFindings(code, content)];
    case "orchestrator":
      return [...fetchFaults(code, "orchestrator"), ...orchestratorDoubts(code, content)];
  }
};

const fetchFaults = (code: AnalysedCode, kind: string): Violation[] =>
  fetchCalls(code).map(({ node }) =>
    fault(
      `${kind}-fetch`,
      place(node),
      `A node of kind ${kind} must not call ctx.fetch.`,
      "Make its kind `effect`, or take the data in through inputs.",
    ),
  );
