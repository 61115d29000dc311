import { createHash } from "node:crypto";

/** The made-up account of the local run; the identifiers appear in ARNs only. */
export const account = { id: "000000000000", region: "us-east-1" } as const;

export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${account.region}:${account.id}:${resource}`;

/** Secrets Manager puts six characters after the name; here they stay the same between runs. */
export function secretArn(name: string): string {
  const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return arn("secretsmanager", `secret:${name}-${suffix}`);
}
