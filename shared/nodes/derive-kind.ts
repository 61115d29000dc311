import type { JsonSchema } from "#schemas/json.ts";
import type { NodeKind } from "#schemas/node.ts";
import { fetchCalls } from "../checks/fetch-calls.ts";
import { parseCode } from "../checks/parse-code.ts";
import { isJsonObject } from "../json-schema/sub-schemas.ts";

/** The kind of a node that does not name it, from what it does, takes and gives. */
export function deriveKind(parts: {
  readonly execution_code: string;
  readonly input_schema: JsonSchema;
  readonly output_schema: JsonSchema;
}): NodeKind {
  const parsed = parseCode(parts.execution_code);
  if (parsed.ok && fetchCalls(parsed.tree).length > 0) return "effect";
  if (has(parts.input_schema, "state") && has(parts.output_schema, "state")) return "reducer";
  return has(parts.output_schema, "plan") ? "orchestrator" : "compute";
}

const has = ({ properties }: JsonSchema, name: string): boolean =>
  isJsonObject(properties) && Object.hasOwn(properties, name);
