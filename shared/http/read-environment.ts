import { type Environment, type VariableName, variables } from "#schemas/environment.ts";

/**
 * Reads the named variables through the environment contract.
 * @throws Error that names each missing or bad variable, never its value
 */
export function readEnvironment<Name extends VariableName>(
  source: Readonly<Record<string, string | undefined>>,
  ...names: readonly Name[]
): Environment<Name> {
  const entries: [string, unknown][] = [];
  const faults: string[] = [];
  for (const name of names) {
    const parsed = variables[name].safeParse(source[name]);
    if (parsed.success) entries.push([name, parsed.data]);
    else faults.push(`${name} is ${source[name] === undefined ? "missing" : "not valid"}`);
  }
  if (faults.length > 0) throw new Error(`Environment: ${faults.join(", ")}`);
  return Object.fromEntries(entries) as Environment<Name>;
}
