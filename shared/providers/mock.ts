import type { GenerationContext } from "#schemas/generation.ts";
import type { JsonSchema } from "#schemas/json.ts";
import { estimateTokens } from "../generation/context/estimate-tokens.ts";
import { matchPatterns, type PatternMatch } from "../patterns/match-patterns.ts";
import { patternIndexOf } from "../patterns/pattern-index.ts";
import type { Pattern, PromptLibrary } from "../patterns/prompt-library.ts";
import { displayName } from "./mock-display-name.ts";
import { fitPorts, type NamedPorts } from "./mock-fit-ports.ts";
import { portNamesIn } from "./mock-port-names.ts";
import { describePresets, type Preset, presetInputs } from "./mock-preset-inputs.ts";
import { readRequest } from "./mock-read-request.ts";
import { type FilledNode, renamePorts } from "./mock-rename-ports.ts";
import { unmetDemands } from "./mock-unmet-demands.ts";
import {
  type Provider,
  type ProviderCall,
  ProviderError,
  type ProviderReply,
  type ProviderRequest,
  type ProviderTask,
} from "./provider.ts";

/** Higher than for showing a pattern to a model: here nobody adapts it to what it lacks. */
const leastScore = 0.5;
const closeShare = 0.9;
const mostNearest = 3;
const model = "patterns";

/**
 * A provider without a language model, for use offline: answers with the pattern that fits the
 * request, its ports renamed to what the request calls them. Deterministic. Where no pattern covers
 * the request it says so (`no_pattern`, with the names of the nearest) rather than pretend.
 */
export const mockProvider = ({ library }: { library: PromptLibrary }): Provider => ({
  name: "mock",
  model,
  generate: async (request, call) => answer(library, request, call),
});

const answer = (
  library: PromptLibrary,
  request: ProviderRequest,
  { signal, onEvent }: ProviderCall,
): ProviderReply => {
  if (signal.aborted) throw new ProviderError("aborted", "The generation was aborted.");
  if (request.task.kind === "refine") throw cannotRefine();
  onEvent?.({ type: "start", model });
  const { match, filled, presets } = choose(library, request.task);
  const name = displayName(request.task.request, filled.node.name);
  const text = writeReply(filled, name);
  onEvent?.({ type: "text", length: text.length });
  return {
    text,
    stop: "complete",
    rawStop: undefined,
    usage: {
      input: estimateTokens(request.system) + estimateTokens(request.prompt),
      cached: 0,
      output: estimateTokens(text),
      reasoning: 0,
    },
    model,
    notes: notesOf(match.pattern, presets),
  };
};

/** A pattern knows nothing of the node that is there. */
const cannotRefine = () =>
  new ProviderError(
    "no_pattern",
    "The offline provider cannot change a node, and no language model is configured.",
  );

const notesOf = ({ name }: Pattern, presets: readonly Preset[]): string[] => {
  const origin = `No language model was used: this node is the stored pattern "${name}".`;
  if (presets.length === 0) {
    return [`${origin} No part of the request set an option of it, so each has its usual default.`];
  }
  const options = [...Map.groupBy(presets, ({ words }) => words)].map(
    ([words, set]) => `"${words}" presets ${describePresets(set)}`,
  );
  return [`${origin} Of the request, ${options.join("; ")}; the caller may give another value.`];
};

interface Choice {
  readonly match: PatternMatch;
  readonly filled: FilledNode;
  readonly presets: readonly Preset[];
}

const choose = (library: PromptLibrary, task: ProviderTask): Choice => {
  const named = portNamesIn(task.request);
  const ports = withPortsOfExamples(named, task.context);
  const nearest = matchPatterns(library, named.rest, { leastScore: 0 });
  const [best, second] =
    ports === undefined ? [] : choicesOf(library, named.rest, nearest, ports, task.context);
  if (best !== undefined && !isClose(best, second)) return best;
  throw new ProviderError(
    "no_pattern",
    "No stored pattern covers this request, and no language model is configured to write a new node.",
    { details: nearest.slice(0, mostNearest).map(({ pattern }) => pattern.name) },
  );
};

const choicesOf = (
  library: PromptLibrary,
  request: string,
  nearest: readonly PatternMatch[],
  ports: NamedPorts,
  context: GenerationContext,
): Choice[] =>
  nearest.flatMap((match) => {
    if (match.score < leastScore || match.foreign.length > 0) return [];
    const indexed = patternIndexOf(library).patterns.get(match.pattern.id);
    const read = readRequest(match.pattern, request);
    if (indexed === undefined || read === undefined) return [];
    if (unmetDemands(request, read.rest, indexed).length > 0) return [];
    const preset = presetInputs(match.pattern, read.chosen);
    if (preset === undefined) return [];
    const renames = fitPorts(preset.pattern, ports);
    if (renames === undefined) return [];
    const filled = renamePorts(preset.pattern, renames);
    const presets = preset.presets.map((one) => ({
      ...one,
      input: renames.inputs.get(one.input) ?? one.input,
    }));
    return coversExamples(filled, context) ? [{ match, filled, presets }] : [];
  });

/** Two that fit alike: to take either would be a guess. */
const isClose = (best: Choice, second: Choice | undefined): boolean =>
  second !== undefined && second.match.score >= closeShare * best.match.score;

/** Examples and tests name ports as well. Undefined where one wants an output that is no object. */
const withPortsOfExamples = (
  named: NamedPorts,
  { examples = [], tests = [] }: GenerationContext,
): NamedPorts | undefined => {
  const wanted = [
    ...examples.map((example) => example.output),
    ...tests.flatMap((test) => (test.expected === undefined ? [] : [test.expected])),
  ];
  const outputs: string[] = [];
  for (const output of wanted) {
    if (output === null || typeof output !== "object" || Array.isArray(output)) return undefined;
    outputs.push(...Object.keys(output));
  }
  const inputs = [...examples, ...tests].flatMap((example) => Object.keys(example.inputs));
  return {
    inputs: [...new Set([...named.inputs, ...inputs])],
    outputs: [...new Set([...named.outputs, ...outputs])],
  };
};

/** Whether each example gives what the node needs and wants just what it returns. */
const coversExamples = ({ node }: FilledNode, { examples = [] }: GenerationContext): boolean => {
  const needed = requiredOf(node.input_schema);
  const returned = requiredOf(node.output_schema);
  return examples.every(({ inputs, output }) => {
    const wanted = output === null ? [] : Object.keys(output);
    return (
      needed.every((name) => Object.hasOwn(inputs, name)) &&
      returned.every((name) => wanted.includes(name))
    );
  });
};

const requiredOf = ({ required }: JsonSchema): string[] =>
  Array.isArray(required) ? required.map(String) : [];

const writeReply = ({ node, code }: FilledNode, name: string): string => {
  const metadata = { ...node, name, ui_config: { ...node.ui_config, label: name } };
  return `\`\`\`json\n${JSON.stringify(metadata, null, 2)}\n\`\`\`\n\n\`\`\`js\n${code}\n\`\`\`\n`;
};
