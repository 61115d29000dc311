import { readFile } from "node:fs/promises";
import * as z from "zod";

/** A known vulnerability that does not stop a change, with the reason, until a day. */
export interface AuditException {
  /** As in the URL of the advisory: `GHSA-…`. */
  readonly advisory: string;
  readonly reason: string;
  /** `yyyy-mm-dd`; from then on it counts again. */
  readonly until: string;
}

const exceptions: readonly AuditException[] = [];

const Advisory = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.string(),
});
type Advisory = z.infer<typeof Advisory>;

/** Of `npm audit --json`. A `via` that is a name leads to another package's advisory. */
const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ via: z.array(z.union([z.string(), Advisory])) }),
  ),
});

export interface AuditFindings {
  /** One line each. */
  readonly open: readonly string[];
  readonly excepted: readonly string[];
  /** Exceptions that are over, or of nothing that is found. */
  readonly stale: readonly string[];
}

/** @throws where the report is of a failed audit, or none */
export function auditFindings(
  report: string,
  known: readonly AuditException[],
  today: string,
): AuditFindings {
  const { vulnerabilities } = Report.parse(JSON.parse(report));
  const advisories = new Map<string, Advisory>();
  for (const { via } of Object.values(vulnerabilities)) {
    for (const one of via) if (typeof one !== "string") advisories.set(idOf(one), one);
  }
  const held = known.filter(({ advisory, until }) => advisories.has(advisory) && today < until);
  const isHeld = (id: string) => held.some(({ advisory }) => advisory === id);
  return {
    open: [...advisories].filter(([id]) => !isHeld(id)).map(([, one]) => lineOf(one)),
    excepted: held.map(({ advisory, reason, until }) => `${advisory} until ${until}: ${reason}`),
    stale: known.filter((one) => !held.includes(one)).map(({ advisory }) => advisory),
  };
}

const idOf = ({ url }: Advisory) => url.split("/").at(-1) ?? url;
const lineOf = ({ severity, name, title, url }: Advisory) => `${severity} ${name}: ${title} ${url}`;

/** Ends with an error for what is found and not excepted, and for exceptions of nothing. */
async function main(): Promise<void> {
  const [path = ""] = process.argv.slice(2);
  const today = new Date().toISOString().slice(0, 10);
  const { open, excepted, stale } = auditFindings(await readFile(path, "utf8"), exceptions, today);
  for (const line of excepted) console.log(`excepted: ${line}`);
  for (const id of stale) console.error(`remove the exception of ${id}`);
  for (const line of open) console.error(line);
  if (open.length + stale.length > 0) process.exitCode = 1;
  else console.log("nothing that counts");
}

if (import.meta.main) await main();
