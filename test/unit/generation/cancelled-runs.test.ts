import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { GenerationMessage } from "#schemas/job.ts";
import { AppError } from "#shared/app-error.ts";
import type { ProviderCall } from "#shared/providers/provider.ts";
import { caller, generationFixture } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const { world, clock, accept, run, jobOf, nodeOf } = generationFixture(plainSandbox);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Cancels, and lets the worker look, which it does every 2 s. */
async function cancelAndLook({ jobId: id }: GenerationMessage): Promise<void> {
  const cancelled = await world.jobs.cancel(
    { tenant: caller.tenant, id },
    { now: clock.now().toISOString() },
  );
  expect(cancelled?.cancelled).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
}

describe("a worker whose job is cancelled", () => {
  it("stops the call to the provider, which is counted at its most", async () => {
    const message = await accept();
    const begun = Promise.withResolvers<void>();
    const endless = scriptedProvider(({ signal }: ProviderCall) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    const life = run(message, endless);
    await begun.promise;
    await cancelAndLook(message);
    expect(await life).toBe("lost");
    expect(await jobOf(message)).toMatchObject({
      status: "cancelled",
      generation: { attempts: 1, unknown_calls: 1 },
    });
  });

  it.each(["a run in the sandbox", "its turn in a full one"])(
    "waits no more for %s",
    async (what) => {
      const message = await accept();
      const begun = Promise.withResolvers<void>();
      const never = () => {
        begun.resolve();
        return new Promise<never>(() => {});
      };
      const full = () => Promise.reject(new AppError("unavailable", "Full."));
      const changes =
        what === "a run in the sandbox"
          ? { sandbox: { run: never } }
          : { sandbox: { run: full }, sleep: never };
      const life = run(message, scriptedProvider(twoPartReply()), changes);
      await begun.promise;
      await cancelAndLook(message);
      expect(await life).toBe("lost");
      const { status, generation } = await jobOf(message);
      expect(status).toBe("cancelled");
      expect(generation).toMatchObject({ attempts: 1, tokens_used: 170 });
      expect(generation).not.toHaveProperty("unknown_calls");
      expect(await nodeOf(message)).toBeUndefined();
      expect(world.jobs.events(message.jobId).at(-1)?.name).toBe("cancelled");
    },
  );
});
