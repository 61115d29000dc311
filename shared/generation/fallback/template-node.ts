import type { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import type { NodeContent, NodeKind } from "#schemas/node.ts";
import { checkNode } from "../../checks/index.ts";
import { completeDraft } from "../../nodes/derive-node.ts";
import { matchPatterns } from "../../patterns/match-patterns.ts";
import type { PromptLibrary } from "../../patterns/prompt-library.ts";
import { callerTests } from "../caller-tests.ts";
import { expectedKind } from "../context/expected-kind.ts";
import type { GenerationTask } from "../generation-task.ts";
import { completionGuide, type FallbackNode, quoted } from "./fallback-content.ts";
import { inferSchema } from "./infer-schema.ts";
import { declaresProperties, notImplemented, skeletonCode } from "./skeleton-code.ts";

/**
 * A skeleton of what was asked for: it checks its inputs and then throws that it is not
 * implemented. Inputs, outputs and form are those of the last attempt that had any, else those of
 * the caller's examples.
 */
export function templateNode(
  task: GenerationTask,
  last: NodeContent | undefined,
  { library }: { library: PromptLibrary },
): FallbackNode | undefined {
  const candidates = [...(last === undefined ? [] : [skeletonOf(last)]), ofExamples(task, library)];
  const content = candidates
    .map((candidate) => ({ ...candidate, tests: callerTests(task.context) }))
    .find((candidate) => checkNode(candidate).every(({ severity }) => severity !== "error"));
  if (content === undefined) return undefined;
  const missing = `everything that it should do; it checks its inputs and then throws ${JSON.stringify(notImplemented)}.`;
  return {
    strategy: "template",
    content,
    warnings: [
      {
        code: "template-result",
        message: "This is a skeleton. It does nothing of what was asked.",
      },
      completionGuide({
        request: task.request,
        missing,
        next: "write the code of `execute`, correct inputs and outputs where they were guessed, add tests; or refine this node with feedback, or generate again in other words.",
      }),
    ],
    patternIds: [],
  };
}

/** What an attempt said of the node, which is often right where its code is not. */
const skeletonOf = (last: NodeContent): NodeContent => ({
  ...last,
  execution_code: skeletonCode(last.node_definition.kind, last.input_schema),
  capabilities: { ...last.capabilities, hosts: [] },
  warnings: [],
});

function ofExamples(task: GenerationTask, library: PromptLibrary): NodeContent {
  const kind = kindOf(task.request, library);
  const tests = callerTests(task.context);
  const input_schema = schemaOf(
    tests.filter(({ error }) => error === undefined).map(({ inputs }) => inputs),
    kind === "reducer" ? ["state", "value"] : ["value"],
  );
  const output_schema = schemaOf(
    tests.flatMap(({ expected }) => (isObject(expected) ? [expected] : [])),
    kind === "reducer" ? ["state"] : kind === "orchestrator" ? ["plan"] : ["result"],
  );
  const draft = {
    name: nameOf(task.request),
    description: `Skeleton for the request ${quoted(task.request)}. It is not implemented.`,
    category: "Custom",
    icon: "box",
    tags: ["skeleton"],
    kind,
    input_schema,
    output_schema,
    tests: [],
    execution_code: skeletonCode(kind, input_schema),
  };
  return completeDraft(draft, { category: task.context.category }).content;
}

/** As its words say, else that of the nearest pattern, however far. */
const kindOf = (request: string, library: PromptLibrary): NodeKind => {
  const matches = matchPatterns(library, request, { leastScore: 0 });
  return expectedKind(request, matches) ?? matches[0]?.pattern.node.kind ?? "compute";
};

function schemaOf(objects: readonly JsonObject[], names: readonly string[]): JsonSchema {
  const schema = inferSchema(objects);
  if (declaresProperties(schema)) return schema;
  const guessed = Object.fromEntries(
    names.map((name) => [name, { description: `Guessed: ${name}` }]),
  );
  return { type: "object", properties: guessed, required: [], additionalProperties: false };
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const longestName = 60;

const nameOf = (request: string): string => {
  const line = request
    .replace(/[^\p{L}\p{N} ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.slice(0, longestName).toWellFormed().trim() || "Skeleton";
};
