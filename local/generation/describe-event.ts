import type { JobEvent } from "#schemas/job-event.ts";

const marks = { passed: "✓", failed: "✗", not_run: "-" } as const;
const longestLine = 160;

/** What happened, in short lines: the first says what, those below it are set in. */
export const describeEvent = (event: JobEvent): string => linesOf(event).map(fitted).join("\n");

function linesOf(event: JobEvent): string[] {
  switch (event.name) {
    case "stage": {
      const { stage, attempt } = event.data;
      return [attempt !== undefined && attempt > 1 ? `${stage} (attempt ${attempt})` : stage];
    }
    case "reply": {
      const { model, stop, tokens } = event.data;
      return [
        `  reply of ${model}: ${tokens} tokens${stop === "complete" ? "" : `, ended by ${stop}`}`,
      ];
    }
    case "checked":
      return checkedLines(event.data);
    case "tested": {
      const { test, outcome, message } = event.data;
      const line = `  ${marks[outcome]} ${test}`;
      return outcome === "passed" || message === undefined ? [line] : [line, `      ${message}`];
    }
    case "attempt":
      return [`  attempt ${event.data.attempt}: ${event.data.verdict}`];
    case "fallback":
      return [`falls back to ${event.data.strategy}: ${event.data.reason}`];
    case "resumed": {
      const { replies } = event.data;
      return [`taken up again, with ${counted(replies, "reply", "replies")} kept`];
    }
    case "requeued":
      return [`goes on at ${event.data.dueAt}`];
    case "succeeded":
      return ["done"];
    case "failed":
      return ["failed"];
    case "cancelled":
      return ["cancelled"];
  }
}

function checkedLines(data: (JobEvent & { name: "checked" })["data"]): string[] {
  const { errors, warnings, violations } = data;
  if (errors + warnings === 0) return ["  checks: nothing found"];
  const untold = errors + warnings - violations.length;
  return [
    `  checks: ${counted(errors, "error")}, ${counted(warnings, "warning")}`,
    ...violations.map(
      ({ rule, severity, where, message }) => `    ${severity} ${rule} (${where}): ${message}`,
    ),
    ...(untold > 0 ? [`    and ${untold} more`] : []),
  ];
}

const counted = (count: number, what: string, several = `${what}s`) =>
  `${count} ${count === 1 ? what : several}`;

/** On one line of a terminal, and without what a reply could make a terminal do. */
function fitted(line: string): string {
  const plain = line.replace(/[\p{Cc}\p{Bidi_Control}]+/gu, " ").trimEnd();
  return plain.length > longestLine ? `${plain.slice(0, longestLine - 1)}…` : plain;
}
