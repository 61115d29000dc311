import { beforeAll, describe, expect, it } from "vitest";
import { renderTemplate } from "#shared/generation/context/render-template.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let shipped: PromptLibrary;
beforeAll(async () => {
  shipped = await compileShippedLibrary();
});

const render = (text: string, values: Record<string, unknown> = {}) => {
  const system = { text, hash: shipped.templates.system.hash };
  const library = { ...shipped, templates: { ...shipped.templates, system } };
  return renderTemplate(library, "system", values);
};

describe("renderTemplate", () => {
  it("puts values in and drops space at the end", () => {
    expect(render("a {{ b }}\n\n", { b: "{{ c }}" })).toBe("a {{ c }}");
  });

  it.each([
    ["a variable that is not given", "{{ missing }}", "missing"],
    ["an unknown filter", "{{ 1 | shout }}", "shout"],
    ["an inherited property", "{{ value.toString }}", "toString"],
    ["a file", "{% include 'x' %}", "x"],
    ["a loop without end", "{% for i in (1..100000000) %}{{ i }}{% endfor %}", "limit"],
    ["a text that is too long", "x".repeat(300_000), "limit"],
    ["data that is no text", "{{ value | data: 'a' }}", "takes a text"],
  ])("fails on %s", (_what, template, word) => {
    expect(() => render(template, { value: { own: 1 } })).toThrow(word);
  });
});
