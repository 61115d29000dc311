import type { NodeContent, Port, Violation } from "#schemas/node.ts";
import { propertiesOf } from "./derive-ports.ts";

/** A port stands for a property of a schema: one that no schema has would never carry anything. */
export function checkPorts({
  node_definition,
  input_schema,
  output_schema,
}: NodeContent): Violation[] {
  const faults = (ports: readonly Port[], name: "inputs" | "outputs", known: readonly string[]) =>
    ports.flatMap(({ id }, index): Violation[] =>
      known.includes(id)
        ? []
        : [
            {
              rule: "unknown-port",
              severity: "error",
              where: `node_definition.${name}[${index}].id`,
              message: `There is no ${name === "inputs" ? "input" : "output"} ${id.slice(0, 100)}.`,
              hint: "Leave node_definition out: ports are derived from the schemas.",
            },
          ],
    );
  const names = (schema: NodeContent["input_schema"]) => propertiesOf(schema).map(([name]) => name);
  return [
    ...faults(node_definition.inputs, "inputs", names(input_schema)),
    ...faults(node_definition.outputs, "outputs", names(output_schema)),
  ];
}
