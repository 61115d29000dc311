import { ProviderError } from "./provider.ts";

/**
 * Parameters that some models or hosts refuse with a 400, and that a request can do without:
 * sampling on models that fix it, two of chat completions that compatible hosts may not know, and
 * the schema of the reply, which may be too large or in words that the model does not take.
 */
const refusable = ["temperature", "stream_options", "max_tokens", "response_format"] as const;
export type RefusableParameter = (typeof refusable)[number];

/** What a parameter is called on the wire, where not everywhere by our name for it. */
const wireNames: Readonly<Partial<Record<RefusableParameter, readonly string[]>>> = {
  response_format: ["response_format", "output_config", "text", "format"],
};

/** Sentences about the schema of a reply seldom name the parameter: "compiled grammar is too large". */
const aboutFormat =
  /response_format|output_config|text\.format|json_schema|grammar|structured output/i;

export class RefusedParameterError extends ProviderError {
  readonly parameter: RefusableParameter;

  constructor(parameter: RefusableParameter, cause: unknown) {
    super("bad_request", `The provider refused the parameter ${parameter}.`, { cause });
    this.parameter = parameter;
  }
}

/**
 * The refusable parameter that a 400 to `sent` is about, by the field that names it, else by its
 * sentence; only one that was sent.
 */
export function refusedIn(
  sent: object,
  named: string | null | undefined,
  text: string | undefined,
): RefusableParameter | undefined {
  const found = refusable.find((parameter) =>
    named ? isCalled(parameter, named) : isAbout(parameter, text ?? ""),
  );
  const wasSent = found !== undefined && namesOf(found).some((name) => name in sent);
  return wasSent ? found : undefined;
}

const namesOf = (parameter: RefusableParameter): readonly string[] =>
  wireNames[parameter] ?? [parameter];

/** Providers name a member by its path: `text.format.schema`. */
const isCalled = (parameter: RefusableParameter, named: string): boolean =>
  namesOf(parameter).some((name) => named === name || named.startsWith(`${name}.`));

const isAbout = (parameter: RefusableParameter, text: string): boolean =>
  parameter === "response_format"
    ? aboutFormat.test(text)
    : new RegExp(`\\b${parameter}\\b`).test(text);

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

export const formatDropped = (model: string): string =>
  `the schema of the reply was not sent: ${model} does not accept it`;
