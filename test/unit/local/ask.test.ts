import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { ask, askSecretly } from "../../../local/configure/ask.ts";

/** A terminal on which this is typed, and what it shows. */
function terminalWith(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const shown: string[] = [];
  output.on("data", (part) => shown.push(String(part)));
  input.write(typed);
  return { terminal: { input, output }, shown: () => shown.join("") };
}

const key = "sk-planted-0123456789";
const question = { question: "Key", option: "LLM_API_KEY" };

describe("a question on the terminal", () => {
  it("is answered by what is typed, which is shown", async () => {
    const { terminal, shown } = terminalWith("  llama3.1 \n");
    expect(await ask({ question: "Model", option: "--model" }, terminal)).toBe("llama3.1");
    expect(shown()).toContain("Model: ");
    expect(shown()).toContain("llama3.1");
  });

  it("has its preset as the answer where nothing is typed", async () => {
    const { terminal, shown } = terminalWith("\n");
    const scope = { question: "Scope", option: "--scope", preset: "platform" };
    expect(await ask(scope, terminal)).toBe("platform");
    expect(shown()).toContain("Scope [platform]: ");
  });

  it("for a key shows nothing of what is typed, its length neither", async () => {
    const { terminal, shown } = terminalWith(`${key}\n`);
    expect(await askSecretly(question, terminal)).toBe(key);
    expect(shown()).toBe("Key: \n");
  });

  it("shows nothing of a key that is corrected while it is typed", async () => {
    const { terminal, shown } = terminalWith(`wrong\u007f\u007f\u007f\u007f\u007f${key}\r\n`);
    expect(await askSecretly(question, terminal)).toBe(key);
    expect(shown()).toBe("Key: \n");
  });

  it.each([ask, askSecretly])("is not asked without a terminal: %o", async (asks) => {
    const { terminal } = terminalWith(`${key}\n`, false);
    await expect(asks(question, terminal)).rejects.toThrow(
      "no terminal to ask on: give LLM_API_KEY",
    );
  });
});
