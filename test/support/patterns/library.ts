import { fileURLToPath } from "node:url";
import { compilePrompts } from "#shared/patterns/compile-prompts.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";

/** The folder of prompts and patterns as it ships. */
export const promptsDirectory = fileURLToPath(new URL("../../../prompts", import.meta.url));

export const compileShippedLibrary = (): Promise<PromptLibrary> => compilePrompts(promptsDirectory);
