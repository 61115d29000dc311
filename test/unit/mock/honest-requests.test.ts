import { beforeAll, describe, expect, it } from "vitest";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { refusalOf } from "../../support/mock/ask-mock.ts";
import { refusedRequests } from "../../support/patterns/honest-requests.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

describe("a request that a pattern covers but for a part", () => {
  it.each(refusedRequests)("is refused: %s", async (request) => {
    expect((await refusalOf(library, request)).kind).toBe("no_pattern");
  });
});
