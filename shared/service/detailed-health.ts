import type { DetailedHealth } from "#schemas/service.ts";

/** Each answers true where its part can be reached; a fault is an answer, not an error. */
export interface ServiceProbes {
  readonly database: () => Promise<boolean>;
  readonly queue: () => Promise<boolean>;
  readonly sandbox: () => Promise<boolean>;
}

export interface DetailedHealthServices {
  readonly probes: ServiceProbes;
  readonly provider: { readonly name: string; readonly model: string } | undefined;
  readonly memory: () => Record<string, number>;
  /** Seconds. */
  readonly uptime: () => number;
}

/** State of each part, asked all at once. */
export async function detailedHealth(services: DetailedHealthServices): Promise<DetailedHealth> {
  const { probes, provider } = services;
  const [database, queue, sandbox] = await Promise.all([
    reach(probes.database),
    reach(probes.queue),
    reach(probes.sandbox),
  ]);
  const reached = [database, queue, sandbox].every((part) => part === "connected");
  return {
    status: reached ? "OK" : "DEGRADED",
    database,
    llm: provider?.name ?? "none",
    llm_model: provider?.model ?? null,
    queue,
    sandbox,
    memory: services.memory(),
    uptime: services.uptime(),
  };
}

async function reach(probe: () => Promise<boolean>): Promise<"connected" | "unreachable"> {
  const reached = await probe().catch(() => false);
  return reached ? "connected" : "unreachable";
}
