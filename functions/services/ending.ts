import { readEnvironment } from "#shared/http/read-environment.ts";
import { jobStore } from "./stores.ts";
import { systemClock } from "./system.ts";

/** For functions that end jobs, which settles what they took. */
export function endingServices(source: Readonly<Record<string, string | undefined>>) {
  const { ACCOUNT_TABLE } = readEnvironment(source, "ACCOUNT_TABLE");
  return { jobs: jobStore(source, { accountTable: ACCOUNT_TABLE }), clock: systemClock };
}
