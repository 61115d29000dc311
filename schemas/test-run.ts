import * as z from "zod";
import { Hash, VersionNumber } from "./identifiers.ts";
import { JsonObject, JsonValue } from "./json.ts";
import { Violation } from "./node.ts";
import { RunError, RunStats, RunStatus } from "./sandbox.ts";

export const TestRunRequest = z
  .strictObject({ inputs: JsonObject, version: VersionNumber.optional() })
  .meta({ id: "TestRunRequest", example: { inputs: { text: "name,age\nAda,36" } } });
export type TestRunRequest = z.infer<typeof TestRunRequest>;

export const TestRun = z
  .strictObject({
    status: RunStatus,
    output: JsonValue.optional(),
    error: RunError.optional(),
    logs: z.array(z.string()),
    violations: z.array(Violation).describe("Where the output does not fit `output_schema`"),
  })
  .meta({ id: "TestRun" });
export type TestRun = z.infer<typeof TestRun>;

/** What ran, where and under which limits: the code that runs is the code that is shown. */
export const RunFacts = z
  .strictObject({
    version: VersionNumber,
    codeHash: Hash,
    isolation: z.string(),
    limits: z.strictObject({
      timeout_ms: z.int(),
      memory_mb: z.int(),
      cpu_ms: z.int(),
    }),
    stats: RunStats,
  })
  .meta({ id: "RunFacts" });
export type RunFacts = z.infer<typeof RunFacts>;

export const TestRunAnswer = z
  .strictObject({
    message: z.literal("Node test completed"),
    result: TestRun,
    executionTime: z.string().regex(/^\d+ms$/),
    run: RunFacts,
  })
  .meta({ id: "TestRunAnswer" });
export type TestRunAnswer = z.infer<typeof TestRunAnswer>;
