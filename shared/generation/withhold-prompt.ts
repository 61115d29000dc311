/** Shorter lines say nothing of the prompt, and may stand in any text. */
const shortestLine = 60;

const withheld = "[withheld]";

/**
 * A reply without the lines of the fixed sections that it repeats word for word, as they are or as
 * a JSON string writes them. Requests that ask for the prompt reach the model like all others, and
 * what it answers is stored and shown.
 */
export function withholdPrompt(reply: string, system: string): string {
  const lines = system
    .split("\n")
    .map((line) => line.replace(/^[-\s]+/, "").trim())
    .filter((line) => line.length >= shortestLine);
  return lines.reduce(
    (text, line) => text.replaceAll(line, withheld).replaceAll(quotedForm(line), withheld),
    reply,
  );
}

const quotedForm = (line: string): string => JSON.stringify(line).slice(1, -1);
