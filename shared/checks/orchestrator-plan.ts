import type { JsonValue } from "#schemas/json.ts";
import type { NodeContent, Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { AnalysedCode } from "./check-subject.ts";
import { doubt } from "./finding.ts";

/** An orchestrator gives a plan: steps as a list or an object, or the time of the next run. */
export const orchestratorDoubts = (code: AnalysedCode, content: NodeContent): Violation[] => {
  const { properties, patternProperties } = content.output_schema;
  if (code.execute === undefined || patternProperties !== undefined) return [];
  if (!isJsonObject(properties) || Object.values(properties).some(canHoldPlan)) return [];
  return [
    doubt(
      "orchestrator-plan",
      "output_schema",
      "The output of a node of kind orchestrator holds no plan.",
      "Return the steps as a list, or make its kind `compute`.",
    ),
  ];
};

const canHoldPlan = (schema: JsonValue): boolean => {
  if (!isJsonObject(schema)) return schema === true;
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return schema.enum === undefined && schema.const === undefined;
  return types.includes("array") || types.includes("object") || /^date/.test(String(schema.format));
};
