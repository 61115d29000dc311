import { describe, expect, it } from "vitest";
import { DetailedHealth } from "#schemas/service.ts";
import { detailedHealth } from "#shared/service/detailed-health.ts";

const services = {
  probes: { database: async () => true, queue: async () => true, sandbox: async () => true },
  provider: { name: "claude", model: "claude-sonnet-5-5" },
  memory: () => ({ rss: 1 }),
  uptime: () => 2.5,
};

describe("detailedHealth", () => {
  it("tells each part's state", async () => {
    const health = await detailedHealth(services);
    expect(DetailedHealth.parse(health)).toMatchObject({
      status: "OK",
      database: "connected",
      llm: "claude",
      llm_model: "claude-sonnet-5-5",
    });
  });

  it("is degraded, not broken, when a part cannot be reached", async () => {
    const queue = async () => {
      throw new Error("no route");
    };
    const probes = { ...services.probes, queue, sandbox: async () => false };
    const health = await detailedHealth({ ...services, probes, provider: undefined });
    expect(health).toMatchObject({
      status: "DEGRADED",
      database: "connected",
      queue: "unreachable",
      sandbox: "unreachable",
      llm: "none",
      llm_model: null,
    });
  });
});
