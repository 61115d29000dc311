import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import { CannotStart } from "./cannot-start.ts";

const Port = z.coerce.number().int().min(0).max(65_535);

/** What every command of the local run starts from. */
export interface CommandEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly dataDir: string;
  readonly port: number;
}

/** The environment, with what `.env` in the working directory adds to it. */
export function commandEnvironment(): CommandEnvironment {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const port = Port.safeParse(process.env.PORT || "5001");
  if (!port.success) throw new CannotStart(`PORT=${process.env.PORT} is not a port number`);
  return {
    environment: process.env,
    dataDir: resolve(process.env.DATA_DIR || ".local"),
    port: port.data,
  };
}

/** The assembly of the local stage; built only where the tree has changed since the last time. */
export async function assembleIn(dataDir: string, environment: CommandEnvironment["environment"]) {
  const { assemble } = await import("../cdk/assemble.ts");
  const outdir = join(dataDir, "assembly");
  const { directory, cached } = await assemble({ stage: "local", outdir, environment });
  if (!cached) await endBundler();
  return directory;
}

/** Its process would stay, with some hundreds of megabytes, for as long as this one runs. */
async function endBundler(): Promise<void> {
  const { stop } = await import("esbuild");
  await stop();
}
