import type { Permission } from "./permissions.ts";

const introduction = `# Permissions

What each role of a production stack may do, read from its template; what is not listed is denied.
Made by \`npx vitest run test/unit/cdk/permissions.test.ts -u\`; \`npm test\` fails where it does not match.

- A role is its function's name with \`Role\`; names of resources are those of the templates.
- *only* holds for every item that a request names: \`keys N#*\` are items whose partition key begins with
  \`N#\` (nodes \`N\`, audit entries \`A\`, jobs \`J\`, idempotency keys \`I\`, jobs in flight \`G\`, limits \`L\`,
  money \`B\`, ledger lines \`$\`, configurations \`C\`). A tenant's key follows; it cannot be
  a condition, since all tenants share the functions.
- No action is a wildcard. Two resources are, as their names are not known before: the streams of a
  function's own log group, and the secrets that the functions make, one for each tenant with keys.
- One managed policy: with \`--context ownsApiGatewayAccount=true\`, API Gateway's own for writing logs.
- What is granted and not used is found by \`test/e2e/permissions.test.ts\`, which runs every operation with
  these policies enforced.

| role | may | on | only |
|---|---|---|---|
`;

/** The roles' permissions as a page: one row for each role, resource and condition. */
export function permissionsDocument(permissions: readonly Permission[]): string {
  const rows = new Map<string, { permission: Permission; actions: Set<string> }>();
  for (const permission of permissions) {
    const { role, action, resource, only } = permission;
    const key = JSON.stringify([role, resource, only]);
    const row = rows.get(key) ?? { permission, actions: new Set<string>() };
    row.actions.add(action);
    rows.set(key, row);
  }
  const lines = [...rows.values()].map(({ permission: { role, resource, only }, actions }) => {
    const may = [...actions].sort().map(code).join(" ");
    return `| ${role} | ${may} | ${code(resource)} | ${only} |`;
  });
  return `${introduction}${lines.sort().join("\n")}\n`;
}

const code = (text: string) => `\`${text}\``;
