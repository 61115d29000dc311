import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const Template = z.looseObject({ Resources: z.record(z.string(), z.unknown()) });

const Statements = z.array(z.looseObject({ Sid: z.string() }));
const Policy = z.looseObject({ PolicyDocument: z.looseObject({ Statement: Statements }) });
const Role = z.looseObject({ Properties: z.looseObject({ Policies: z.array(Policy) }) });

/** A statement by the role it is in, of the service's stack, and its own name. */
export interface StatementName {
  readonly role: string;
  readonly sid: string;
}

/** Copies an assembly and takes one statement out of it, as if its grant had been forgotten. */
export async function assemblyWithout(
  statement: StatementName,
  paths: { from: string; to: string },
): Promise<string> {
  await cp(paths.from, paths.to, { recursive: true });
  const file = join(paths.to, "Service.template.json");
  const template = Template.parse(JSON.parse(await readFile(file, "utf8")));
  template.Resources[statement.role] = roleWithout(template.Resources[statement.role], statement);
  await writeFile(file, JSON.stringify(template));
  return paths.to;
}

function roleWithout(resource: unknown, { role: name, sid }: StatementName) {
  const role = Role.parse(resource);
  let removed = 0;
  for (const { PolicyDocument: document } of role.Properties.Policies) {
    const kept = document.Statement.filter((statement) => statement.Sid !== sid);
    removed += document.Statement.length - kept.length;
    document.Statement = kept;
  }
  if (removed !== 1) throw new Error(`${name} has ${removed} statements named ${sid}`);
  return role;
}
