import { AppError } from "../app-error.ts";

/** Larger bodies are refused before they are parsed: code, schemas and tests fit many times. */
export const mostBodyBytes = 1 << 20;

/** Deeper JSON than any node needs; bounds every walk over a body that comes after. */
export const mostDepth = 40;

/**
 * A request's text to JSON, within bounds, without keys that could reach a prototype.
 * @throws AppError `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseJson(text: string): unknown {
  if (Buffer.byteLength(text) > mostBodyBytes) {
    throw new AppError("payload_too_large", `The body is larger than ${mostBodyBytes} bytes.`);
  }
  const value = parse(text);
  refuseHostileShape(value);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8's message quotes the text at fault; a body may hold what must not be echoed or logged.
    const message = String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    const atEnd = /end of JSON input/.test(message) ? ": it ends too early" : "";
    const where = position === undefined ? atEnd : `: it breaks at character ${position}`;
    throw new AppError("malformed_json", `The body is not valid JSON${where}.`);
  }
}

function refuseHostileShape(root: unknown): void {
  const open: { value: unknown; path: string; depth: number }[] = [
    { value: root, path: "body", depth: 1 },
  ];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item.value === "string" && !item.value.isWellFormed())
      throw halfCharacter(item.path);
    if (typeof item.value !== "object" || item.value === null) continue;
    if (item.depth > mostDepth)
      throw invalid("body", "too_deep", `deeper than ${mostDepth} levels`);
    for (const [key, value] of Object.entries(item.value)) {
      const path = Array.isArray(item.value) ? `${item.path}[${key}]` : `${item.path}.${key}`;
      if (!key.isWellFormed()) throw halfCharacter(item.path);
      if (key === "__proto__") throw invalid(path, "forbidden_key", "the key __proto__ is refused");
      open.push({ value, path, depth: item.depth + 1 });
    }
  }
}

/** Half of a surrogate pair is no Unicode text: stores refuse it, and no one can have meant it. */
const halfCharacter = (path: string): AppError =>
  invalid(path, "ill_formed_text", "a text holds half of a character (a lone surrogate)");

const invalid = (path: string, code: string, message: string): AppError =>
  new AppError("invalid_request", `The request is not valid: ${message}.`, {
    errors: [{ path: path.slice(0, 500), code, message }],
  });
