import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { commandEnvironment } from "./command-environment.ts";
import { makeDirectory } from "./data-directory/make-directory.ts";
import { openIssuer } from "./issuer/issuer.ts";
import { tokenNames } from "./local-settings.ts";

const usage =
  "usage: npm run -s token -- <subject> [--role admin]... [--ttl 1h] [--claim name=value]...";

/** Prints a token of the local issuer, whether or not a stack runs. */
async function main(): Promise<void> {
  const { values, positionals } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      role: { type: "string", multiple: true, default: [] },
      ttl: { type: "string", default: "1h" },
      claim: { type: "string", multiple: true, default: [] },
    },
  });
  const [subject, ...more] = positionals;
  if (!subject || more.length > 0) throw new CannotStart(usage);
  const { environment, dataDir } = commandEnvironment();
  makeDirectory(dataDir);
  const issuer = await openIssuer(dataDir, tokenNames(environment));
  const { role: roles, ttl } = values;
  const claims = claimsOf(values.claim);
  try {
    console.log(await issuer.issueToken({ subject, roles, ttl, claims }));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CannotStart(`--ttl ${ttl}: write a time as in 90s, 30m, 1h or 7d`);
  }
}

function claimsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((claim) => {
      const equals = claim.indexOf("=");
      if (equals < 1) throw new CannotStart(`--claim ${claim}: write it as name=value`);
      return [claim.slice(0, equals), claim.slice(equals + 1)];
    }),
  );
}

main().catch(exitWith);
