import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { TenantKey } from "#schemas/identifiers.ts";
import { tenantKey } from "#shared/identity/verify-token.ts";
import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { localIssuer } from "./issuer/issuer.ts";
import { deleteTenant } from "./operator/delete-tenant.ts";
import { exportTenant } from "./operator/export-tenant.ts";
import {
  deployedAccess,
  localAccess,
  runningStores,
  type TableNames,
} from "./operator/store-access.ts";

const usage = `usage: npm run -s tenant -- export <tenant> [--out <file>] [--stage <stage>]
       npm run -s tenant -- delete <tenant> --yes [--stage <stage>]
<tenant> is its key of 43 characters, or --subject <value of the tenant claim> with, unless it is of
the stack on this machine, --issuer <iss of its tokens>. Without --stage the stack is meant that runs
here; with it a deployed one, with the AWS credentials and the region of this shell. Other tables than
those of a stage: --nodes-table, --work-table and --account-table, all three.`;

/** Gives out or deletes everything that is stored of a tenant. */
async function main(): Promise<void> {
  const { values, positionals } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      out: { type: "string" },
      stage: { type: "string" },
      "nodes-table": { type: "string" },
      "work-table": { type: "string" },
      "account-table": { type: "string" },
      issuer: { type: "string" },
      subject: { type: "string" },
      yes: { type: "boolean", default: false },
    },
  });
  const [action, named, ...more] = positionals;
  if ((action !== "export" && action !== "delete") || more.length > 0) throw new CannotStart(usage);
  const deployed = deployedPlace(values);
  const tenant = tenantOf({ ...values, named, isLocal: deployed === undefined });
  if (action === "delete" && !values.yes) {
    throw new CannotStart(`this deletes everything of the tenant ${tenant} for good: add --yes`);
  }
  const access =
    deployed === undefined ? localAccess(await runningStores()) : await deployedAccess(deployed);
  try {
    const now = new Date();
    if (action === "export") await writeLines(exportTenant(access, tenant, now), values.out);
    else console.log(JSON.stringify({ tenant, deleted: await deleteTenant(access, tenant, now) }));
  } finally {
    access.close();
  }
}

interface Place {
  readonly stage?: string | undefined;
  readonly "nodes-table"?: string | undefined;
  readonly "work-table"?: string | undefined;
  readonly "account-table"?: string | undefined;
}

/** Undefined: the stack on this machine. */
function deployedPlace(values: Place): string | TableNames | undefined {
  const { stage, "nodes-table": nodes, "work-table": work, "account-table": account } = values;
  const named = [nodes, work, account].filter((name) => name !== undefined);
  if (named.length === 0) return stage;
  if (nodes === undefined || work === undefined || account === undefined || stage !== undefined) {
    throw new CannotStart(usage);
  }
  return { nodes, work, account };
}

interface Wanted {
  readonly named?: string | undefined;
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  readonly isLocal: boolean;
}

function tenantOf({ named, subject, issuer, isLocal }: Wanted): TenantKey {
  if ((named === undefined) === (subject === undefined)) throw new CannotStart(usage);
  if (subject !== undefined) {
    if (issuer === undefined && !isLocal) {
      throw new CannotStart("--subject of a deployed stage needs the --issuer of its tokens too");
    }
    return tenantKey(issuer ?? localIssuer, subject);
  }
  const key = TenantKey.safeParse(named);
  if (key.success) return key.data;
  throw new CannotStart(`${named} is not a tenant's key, which has 43 characters`);
}

/** To standard output or to a file that only its owner can read. */
async function writeLines(lines: AsyncIterable<object>, file: string | undefined): Promise<void> {
  const out =
    file === undefined ? process.stdout : createWriteStream(file, { mode: 0o600, flags: "wx" });
  let count = 0;
  for await (const line of lines) {
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, "drain");
    count += 1;
  }
  if (file === undefined) return;
  out.end();
  await once(out, "finish");
  console.error(`${count} lines in ${file}`);
}

main().catch(exitWith);
