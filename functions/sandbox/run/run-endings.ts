import { type Description, RunEnded } from "./guest-errors.ts";

/** Of an exception of our side or of the WebAssembly code only its kind is told. */
export function describeHostError(thrown: unknown): Description {
  const tooDeep = thrown instanceof RangeError;
  const message = tooDeep ? "Maximum call stack size exceeded" : "the engine stopped";
  const ranOut = thrown instanceof Error && thrown.message.includes("wasm_malloc failed");
  return {
    error: {
      name: tooDeep ? "RangeError" : "EngineError",
      message: ranOut ? "out of memory" : message,
    },
    refused: false,
    empty: !tooDeep,
  };
}

/** What was returned is no plain JSON object, or too large. */
export const invalidOutput = (message: string) =>
  new RunEnded("invalid_output", { name: "InvalidOutputError", message });

export const noObject = "execute() must return a plain object, but it returned something else";

/** Nothing is left that could end the run. */
export const unsettled = () =>
  new RunEnded("error", {
    name: "UnsettledError",
    message: "execute() waits for a promise that nothing will settle: no timer or request is left",
  });

export const tooManyJobs = (most: number) =>
  new RunEnded("error", {
    name: "LimitError",
    message: `the code queued more than ${most} promise jobs`,
  });
