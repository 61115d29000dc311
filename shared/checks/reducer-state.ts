import type { NodeContent, Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import type { AnalysedCode } from "./check-subject.ts";
import { doubt, fault, place } from "./finding.ts";
import { stateChanges } from "./state-changes.ts";

/** A reducer takes a state and gives the next one; the one it was given stays as it is. */
export const reducerFindings = (code: AnalysedCode, content: NodeContent): Violation[] => [
  ...stateChanges(code, stateNames(content))
    .slice(0, 5)
    .map((node) =>
      fault(
        "reducer-mutation",
        place(node),
        "The reducer changes the state it was given.",
        "Copy it first: `const next = structuredClone(inputs.state ?? {})`.",
      ),
    ),
  ...(carriesState(content)
    ? []
    : [
        doubt(
          "reducer-state",
          "output_schema",
          "No property of output_schema is one of input_schema, so no state is carried on.",
          "Take `state` in and return the next `state`.",
        ),
      ]),
];

const carriesState = (content: NodeContent): boolean => stateNames(content)?.length !== 0;

/** The inputs that are returned again; undefined where the schemas do not tell. */
const stateNames = ({ input_schema, output_schema }: NodeContent): string[] | undefined => {
  const given = input_schema.properties;
  const returned = output_schema.properties;
  const isOpen = [input_schema, output_schema].some(
    ({ patternProperties }) => patternProperties !== undefined,
  );
  if (isOpen || !isJsonObject(given) || !isJsonObject(returned)) return undefined;
  return Object.keys(returned).filter((name) => Object.hasOwn(given, name));
};
