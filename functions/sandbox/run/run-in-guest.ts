import type { RunError, RunStatus } from "#schemas/sandbox.ts";
import type { GuestReport, GuestRun, RequestAnswer } from "../messages.ts";
import type { EngineSupply } from "./engine-supply.ts";
import { checkAssertions } from "./guest-assertions.ts";
import { GuestInstance } from "./guest-instance.ts";

export interface GuestServices {
  readonly engines: EngineSupply;
  readonly beat: Int32Array;
  readonly request: (id: number, text: string, answer: (answer: RequestAnswer) => void) => void;
  readonly abort: (id: number) => void;
  /** Called once the output stands, before assertions run. */
  readonly fixed: (report: GuestReport) => void;
}

interface Ending {
  readonly status: RunStatus;
  readonly output?: string;
  readonly error?: RunError;
}

/** Runs a node once, in an instance of its own, and says what came of it. Never rejects. */
export async function runInGuest(run: GuestRun, services: GuestServices): Promise<GuestReport> {
  const instance = new GuestInstance(run, services);
  const ending = await end(instance);
  const report: GuestReport = { ...ending, ...instance.measures() };
  instance.close();
  if (ending.status !== "success" || run.assertions.length === 0) return report;
  services.fixed(report);
  const assertions = await checkAssertions(run, ending.output ?? "{}", services);
  return { ...report, assertions };
}

async function end(instance: GuestInstance): Promise<Ending> {
  try {
    const output = await instance.execute();
    return { status: "success", output };
  } catch (error) {
    return instance.explain(error);
  }
}
