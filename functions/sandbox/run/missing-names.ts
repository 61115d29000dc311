import { missingNames } from "#schemas/sandbox-missing-names.ts";

const noModules = "there are no modules; URL, crypto, Intl and TextEncoder are global";

const notDefined = /^'?(\w+)'? is not defined$/;

const noModule = /^could not load module/;

/** Adds to a ReferenceError's message what to use instead, where the name is a known one. */
export function withReplacement(message: string): string {
  if (noModule.test(message)) return `import() is not available here: ${noModules}`;
  const name = notDefined.exec(message)?.[1];
  const replacement = name === undefined ? undefined : missingNames.get(name);
  return replacement === undefined ? message : `${name} is not available here: ${replacement}`;
}

const moduleSyntax = /^\s*(?:import\b|export\b)/;

/** The same for `import` and `export`, which do not parse in a script. */
export function withModuleHint(message: string, sourceLine: string): string {
  if (!moduleSyntax.test(sourceLine)) return message;
  return `import and export are not available here: declare \`async function execute(inputs, ctx)\`; URL, crypto, Intl and TextEncoder are global (${message})`;
}
