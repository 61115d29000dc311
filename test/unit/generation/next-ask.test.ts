import { describe, expect, it } from "vitest";
import type { Attempt, Unread } from "#shared/generation/attempt.ts";
import { mostAttempts, nextAsk } from "#shared/generation/next-ask.ts";
import { anAttempt } from "../../support/generation/attempt-samples.ts";

const metadata = {
  name: "Add",
  description: "Adds",
  category: "Math",
  icon: "plus",
  tags: [],
  input_schema: {},
  output_schema: {},
  tests: [],
};

const unread = (parts: Unread, changes: Partial<Attempt> = {}): Attempt =>
  anAttempt({ content: undefined, verdict: "faulty", unread: parts, ...changes });

const cut = (changes: Partial<Attempt> = {}): Attempt => {
  const { reply } = anAttempt();
  const stopped = { ...reply, stop: "max_tokens" as const };
  return unread({ reason: "truncated" }, { reply: stopped, ...changes });
};

const faulty = (number: number): Attempt => anAttempt({ number, verdict: "faulty" });
const weak = anAttempt({ warnings: [{ code: "weak-tests", message: "Weak." }] });

describe("what is asked next", () => {
  it("is the whole node at first, or the next version of one", () => {
    expect(nextAsk([], "create")).toMatchObject({ kind: "create" });
    expect(nextAsk([], "refine")).toMatchObject({ kind: "refine" });
  });

  it("is nothing once a node is proven by good tests, or the model declined", () => {
    expect(nextAsk([anAttempt()], "create")).toBeUndefined();
    expect(nextAsk([anAttempt({ verdict: "refused" })], "create")).toBeUndefined();
  });

  it("is a repair of what was wrong, twice at most", () => {
    const first = faulty(1);
    expect(nextAsk([first], "create")).toMatchObject({ kind: "repair", previous: first });
    expect(nextAsk([first, faulty(2)], "create")?.previous?.number).toBe(2);
    const spent = Array.from({ length: mostAttempts }, (_, index) => faulty(index + 1));
    expect(nextAsk(spent, "create")).toBeUndefined();
  });

  it("is nothing where the model gave the same reply again", () => {
    expect(nextAsk([faulty(1), faulty(1)], "create")).toBeUndefined();
  });
});

describe("after a reply that holds no node", () => {
  it("is strict JSON, and then two blocks again", () => {
    const first = unread({ reason: "no_block" });
    expect(nextAsk([first], "create")).toMatchObject({ kind: "strict-json", previous: first });
    const second = unread(
      { reason: "bad_json" },
      { number: 2, ask: { ...first.ask, kind: "strict-json" } },
    );
    const replied = { ...second, reply: { ...second.reply, text: "another" } };
    expect(nextAsk([first, replied], "create")).toMatchObject({ kind: "repair" });
  });

  it("is the code alone where the rest could be read, told what was wrong with it", () => {
    const first = unread({ reason: "wrong_language", metadata });
    const ask = nextAsk([first], "create");
    expect(ask).toMatchObject({ kind: "code-only", metadata, previous: first });
  });

  it("is strict JSON where the code that was asked for alone did not come", () => {
    const ask = { kind: "code-only" as const, metadata, maxOutputTokens: 1_000 };
    const second = unread({ reason: "no_code", metadata }, { ask });
    expect(nextAsk([second], "create")).toMatchObject({ kind: "strict-json" });
  });
});

describe("after a reply that was cut at its token limit", () => {
  it("is the same again with twice the room, and never a repair of the half", () => {
    const ask = nextAsk([cut()], "create");
    expect(ask).toEqual({ kind: "create", maxOutputTokens: 2_000 });
  });

  it("is the code alone, with twice the room, where the rest came whole", () => {
    const attempt = cut({ unread: { reason: "truncated", metadata } });
    expect(nextAsk([attempt], "create")).toEqual({
      kind: "code-only",
      metadata,
      maxOutputTokens: 2_000,
    });
  });
});

describe("good code with weak tests", () => {
  it.each([
    ["tests that find too little", weak],
    ["no test at all", anAttempt({ verdict: "unproven" })],
    [
      "too few tests",
      anAttempt({
        violations: [
          { rule: "too-few-tests", severity: "warning", where: "tests", message: "Few." },
        ],
      }),
    ],
  ])("is asked for again once: %s", (_, attempt) => {
    expect(nextAsk([attempt], "create")).toMatchObject({ kind: "repair", previous: attempt });
    const again = { ...attempt, reply: { ...attempt.reply, text: "another" } };
    expect(nextAsk([attempt, again], "create")).toBeUndefined();
    expect(nextAsk([attempt, faulty(2)], "create")).toBeUndefined();
  });

  it("is not asked for again for other warnings", () => {
    const attempt = anAttempt({ warnings: [{ code: "draft-mended", message: "Mended." }] });
    expect(nextAsk([attempt], "create")).toBeUndefined();
  });
});
