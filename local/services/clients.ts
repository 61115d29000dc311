import { account } from "../account.ts";

/** For the runner's own calls to the local services, which check no signature. */
export const clientSettings = (endpoint: string) => ({
  endpoint,
  region: account.region,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
