import type { GenerationContext } from "#schemas/generation.ts";
import { splitFencedText } from "#shared/patterns/fenced-blocks.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import {
  type PatternNode,
  PatternNode as PatternNodeSchema,
} from "#shared/patterns/prompt-library.ts";
import { mockProvider } from "#shared/providers/mock.ts";
import {
  ProviderError,
  type ProviderReply,
  type ProviderRequest,
} from "#shared/providers/provider.ts";

export const mockRequest = (request: string, context: GenerationContext = {}): ProviderRequest => ({
  system: "The system part.",
  prompt: "The prompt.",
  maxOutputTokens: 8_192,
  task: { kind: "create", request, context },
});

export interface MockNode {
  readonly reply: ProviderReply;
  readonly node: PatternNode;
  readonly code: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const neverAborted = { signal: new AbortController().signal, deadline: Number.MAX_SAFE_INTEGER };

/** Asks the offline provider and reads its two blocks. @throws ProviderError */
export const askMock = async (
  library: PromptLibrary,
  request: string,
  context: GenerationContext = {},
): Promise<MockNode> => {
  const reply = await mockProvider({ library }).generate(
    mockRequest(request, context),
    neverAborted,
  );
  const [json, js, ...more] = splitFencedText(reply.text).blocks;
  if (json?.language !== "json" || js?.language !== "js" || more.length > 0) {
    throw new Error("the reply is not one json block and one js block");
  }
  const node = PatternNodeSchema.parse(JSON.parse(json.text));
  const names = (schema: PatternNode["input_schema"]) => Object.keys(Object(schema.properties));
  return {
    reply,
    node,
    code: js.text,
    inputs: names(node.input_schema),
    outputs: names(node.output_schema),
  };
};

/** The error of a request that the offline provider must refuse. */
export const refusalOf = async (
  library: PromptLibrary,
  request: string,
  context: GenerationContext = {},
): Promise<ProviderError> => {
  const answered = await askMock(library, request, context).catch((error: unknown) => error);
  if (answered instanceof ProviderError) return answered;
  throw new Error(`"${request}" was not refused: ${JSON.stringify(answered)}`);
};
