/** The engine's own messages, where someone who does not know it would not understand them. */

const notIterable = /^cannot read property 'Symbol\.iterator' of (undefined|null)$/;

export function plainer(message: string): string {
  return message.replace(notIterable, "$1 is not iterable: a list was expected");
}

const atEnd = "unexpected token in expression: ''";

/** Of code that does not parse; `sourceLine` is the line the engine stopped in. */
export function plainerSyntax(message: string, sourceLine: string): string {
  return `the code does not parse: ${reasonOf(message, sourceLine)}`;
}

function reasonOf(message: string, sourceLine: string): string {
  if (message === atEnd) return "it ends too early, or holds a character that is none";
  const awaits = message.startsWith("expecting ';'") && /\bawait\b/.test(sourceLine);
  return awaits ? "await is only possible in an async function" : message;
}
