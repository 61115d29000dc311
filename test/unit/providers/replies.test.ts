import { describe, expect, it } from "vitest";
import {
  normaliseChatStop,
  normaliseClaudeStop,
  normaliseIncompleteReason,
  normaliseOllamaStop,
} from "#shared/providers/normalise-stop.ts";
import {
  ChatUsage,
  ClaudeUsage,
  OllamaUsage,
  ResponsesUsage,
} from "#shared/providers/normalise-usage.ts";
import { jsonLines } from "#shared/providers/ollama-lines.ts";
import { withoutThinking } from "#shared/providers/without-thinking.ts";

describe("stop reasons", () => {
  it.each([
    [normaliseClaudeStop, "end_turn", "complete"],
    [normaliseClaudeStop, "stop_sequence", "complete"],
    [normaliseClaudeStop, "model_context_window_exceeded", "context_exceeded"],
    [normaliseClaudeStop, "pause_turn", "interrupted"],
    [normaliseClaudeStop, "tool_use", "other"],
    [normaliseClaudeStop, "constructor", "other"],
    [normaliseClaudeStop, undefined, "other"],
    [normaliseIncompleteReason, "max_output_tokens", "max_tokens"],
    [normaliseChatStop, "length", "max_tokens"],
    [normaliseChatStop, "tool_calls", "other"],
    [normaliseOllamaStop, "length", "max_tokens"],
    [normaliseOllamaStop, "load", "other"],
  ])("%o reads %s as %s", (normalise, raw, stop) => {
    expect(normalise(raw)).toBe(stop);
  });
});

describe("usage", () => {
  it("of Claude adds what was written to the cache to the uncached input", () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 5,
      cache_read_input_tokens: 100,
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 3 },
    };
    expect(ClaudeUsage.parse(usage)).toEqual({ input: 15, cached: 100, output: 7, reasoning: 3 });
  });

  it("of OpenAI takes what was cached out of the input", () => {
    const details = { cached_tokens: 100 };
    expect(
      ResponsesUsage.parse({ input_tokens: 110, input_tokens_details: details, output_tokens: 7 }),
    ).toEqual({ input: 10, cached: 100, output: 7, reasoning: 0 });
    expect(
      ChatUsage.parse({ prompt_tokens: 90, prompt_tokens_details: details, completion_tokens: 7 }),
    ).toEqual({ input: 0, cached: 100, output: 7, reasoning: 0 });
  });

  it("may be missing in part or whole", () => {
    const none = { input: 0, cached: 0, output: 0, reasoning: 0 };
    expect(ClaudeUsage.parse({ input_tokens: null })).toEqual(none);
    expect(OllamaUsage.parse({ eval_count: 3.2 })).toEqual({ ...none, output: 3 });
  });
});

describe("thinking in the text", () => {
  it.each([
    ["<think>a</think>\nreply", "reply"],
    ["\n<thinking>\n```js\n1\n```\n</thinking>\n\n```json", "```json"],
    ["<think>a</think><think>b</think> reply", "reply"],
    ["<think>never closed", ""],
    ["the start was in the template\n</think>\nreply", "reply"],
    ["reply with <think>code</think> in it", "reply with <think>code</think> in it"],
    ["```js\n</think>\n```", "```js\n</think>\n```"],
    ["reply", "reply"],
    ["", ""],
  ])("%j becomes %j", (text, reply) => {
    expect(withoutThinking(text)).toBe(reply);
  });
});

describe("lines of JSON", () => {
  async function read(...parts: (string | Uint8Array)[]): Promise<unknown[]> {
    const encoder = new TextEncoder();
    const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
    const values: unknown[] = [];
    for await (const value of jsonLines(ReadableStream.from(bytes))) values.push(value);
    return values;
  }

  it("are read across the cuts of a network, within lines and characters", async () => {
    const whole = new TextEncoder().encode('{"a":"é"}\r\n\n{"b":2}');
    const bytes = [...whole].map((byte) => Uint8Array.of(byte));
    expect(await read(...bytes)).toEqual([{ a: "é" }, { b: 2 }]);
  });

  it("that end within a line ended early", async () => {
    await expect(read('{"a":1}\n{"b":')).rejects.toMatchObject({ kind: "network" });
  });

  it("that are no JSON cannot be read", async () => {
    await expect(read("<html>\n")).rejects.toMatchObject({ kind: "bad_payload" });
  });
});
