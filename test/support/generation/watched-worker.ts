import type { GenerationServices } from "#shared/generation/generation-services.ts";
import { type GenerationOutcome, runGeneration } from "#shared/generation/run-generation.ts";
import type { Provider } from "#shared/providers/provider.ts";
import type { StoredJob } from "./stored-jobs.ts";

/** That a process is no more: nothing it asks for is done from then on. */
export class Killed extends Error {}

/** Told of each call of a service, before it is made and after it was answered, with its name. */
export type AtPoint = (point: string) => Promise<void> | void;

/** A worker, with everything it does outside of itself told to `at`. */
export function runWatched(
  { message, services }: StoredJob,
  provider: Provider,
  at: AtPoint = () => {},
): Promise<GenerationOutcome> {
  const { jobs, nodes, references, sandbox } = services;
  const watched: GenerationServices = {
    ...services,
    jobs: watching("job", jobs, at),
    nodes: watching("node", nodes, at),
    references: watching("references", references, at),
    sandbox: watching("sandbox", sandbox, at),
    provider: async () => ({
      ...provider,
      generate: watching("provider", provider, at).generate,
    }),
  };
  return runGeneration(message, watched);
}

/** A worker that dies at its nth point; names of the points it came to. */
export function mortal(dieAt: number): { readonly at: AtPoint; readonly points: string[] } {
  const points: string[] = [];
  return {
    points,
    at(point) {
      points.push(point);
      if (points.length > dieAt) throw new Killed(point);
    },
  };
}

/** Renewals come by the clock, so that they are no point of their own. */
const unwatched: ReadonlySet<string | symbol> = new Set(["heartbeat", "isHeld"]);

const watching = <Service extends object>(label: string, service: Service, at: AtPoint): Service =>
  new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function" || unwatched.has(name)) return method;
      return async (...given: unknown[]) => {
        const called = `${label} ${String(name)}${stageOf(given[1])}`;
        await at(`before ${called}`);
        const answer: unknown = await method.apply(target, given);
        await at(`after ${called}`);
        return answer;
      };
    },
  });

const stageOf = (step: unknown): string =>
  typeof step === "object" && step !== null && "stage" in step ? ` ${step.stage}` : "";
