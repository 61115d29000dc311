import { checkNode } from "#shared/checks/index.ts";
import type { CorpusNode } from "./corpus-node.ts";

export interface Judgement {
  readonly title: string;
  readonly isRight: boolean;
  /** What was found and should not have been, or should have been and was not. */
  readonly wrong: readonly string[];
}

/** Whether the checks give a node of the corpus the verdict that it must get. */
export const judgeNode = ({ title, verdict, rules, content }: CorpusNode): Judgement => {
  const findings = checkNode(content);
  const found = findings.map(({ rule }) => rule);
  const wrong =
    verdict === "bad"
      ? rules.filter((rule) => !found.includes(rule)).map((rule) => `${rule} is missing`)
      : findings
          .filter(({ rule, severity }) => severity === "error" || !rules.includes(rule))
          .map(({ rule, where, message }) => `${rule} at ${where}: ${message}`);
  return { title, isRight: wrong.length === 0, wrong };
};
