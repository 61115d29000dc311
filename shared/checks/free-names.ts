import type { Violation } from "#schemas/node.ts";
import { allowedNames, replacements } from "./allowed-names.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";

/** Every name must be declared by the code or offered by the sandbox. */
export const checkFreeNames = ({ code }: CheckSubject): Violation[] => {
  const seen = new Set<string>();
  return (code?.scopes.free ?? [])
    .filter(({ name }) => !allowedNames.has(name) && !seen.has(name) && seen.add(name))
    .map((identifier) => {
      const { name } = identifier;
      const hint = Object.hasOwn(replacements, name) ? replacements[name] : undefined;
      return fault("unknown-name", place(identifier), `\`${name}\` is not available.`, hint);
    });
};
