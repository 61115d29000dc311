import { ProviderError } from "./provider.ts";

/**
 * Parameters that some models or hosts refuse with a 400, and that a request can do without:
 * sampling on models that fix it, and two of chat completions that compatible hosts may not know.
 */
const refusable = ["temperature", "stream_options", "max_tokens"] as const;
export type RefusableParameter = (typeof refusable)[number];

export class RefusedParameterError extends ProviderError {
  readonly parameter: RefusableParameter;

  constructor(parameter: RefusableParameter, cause: unknown) {
    super("bad_request", `The provider refused the parameter ${parameter}.`, { cause });
    this.parameter = parameter;
  }
}

/** The refusable parameter that a 400 is about, by the field that names it, else by its sentence. */
export function namesRefusable(
  named: string | null | undefined,
  text: string | undefined,
): RefusableParameter | undefined {
  if (named) return refusable.find((parameter) => parameter === named);
  return refusable.find((parameter) => new RegExp(`\\b${parameter}\\b`).test(text ?? ""));
}

/**
 * Calls again without a parameter that was refused. `refused` is kept by the provider, so that
 * later calls do not send it either.
 */
export async function withoutRefusedParameters<Result>(
  refused: Set<RefusableParameter>,
  call: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RefusedParameterError) || refused.has(error.parameter)) throw error;
      refused.add(error.parameter);
    }
  }
}

export const temperatureDropped = (model: string): string =>
  `temperature was not sent: ${model} does not accept it`;
