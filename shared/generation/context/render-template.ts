import { Liquid, type Template } from "liquidjs";
import type { PromptLibrary, TemplateName } from "../../patterns/prompt-library.ts";
import { dataBlock } from "./data-block.ts";

/** Far above what our own texts need; they stop a template that was written wrongly. */
const limits = { parseLimit: 200_000, renderLimit: 5_000, memoryLimit: 50_000_000 };

const makeEngine = (): Liquid => {
  const engine = new Liquid({
    ...limits,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // No template may read another file.
    templates: {},
  });
  engine.registerFilter("data", (text: unknown, label: unknown) => {
    if (typeof text !== "string" || typeof label !== "string") {
      throw new Error("the filter `data` takes a text and a label");
    }
    return dataBlock(label, text);
  });
  return engine;
};

interface CompiledTemplates {
  readonly engine: Liquid;
  readonly templates: Map<TemplateName, Template[]>;
}

const compiled = new WeakMap<PromptLibrary, CompiledTemplates>();

const compiledOf = (library: PromptLibrary): CompiledTemplates => {
  const known = compiled.get(library);
  if (known !== undefined) return known;
  const made = { engine: makeEngine(), templates: new Map() };
  compiled.set(library, made);
  return made;
};

/**
 * Renders one section. Values are put in as they are and never read as a template. Throws where the
 * template names a variable that is not given.
 */
export const renderTemplate = (
  library: PromptLibrary,
  name: TemplateName,
  values: Readonly<Record<string, unknown>>,
): string => {
  const { engine, templates } = compiledOf(library);
  const parsed = templates.get(name) ?? engine.parse(library.templates[name].text);
  templates.set(name, parsed);
  const rendered: unknown = engine.renderSync(parsed, values);
  return String(rendered).replace(/\s+$/, "");
};
