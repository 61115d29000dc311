import type { Violation } from "#schemas/node.ts";
import { missingNames } from "#schemas/sandbox.ts";
import { allowedNames } from "./allowed-names.ts";
import type { CheckSubject } from "./check-subject.ts";
import { fault, place } from "./finding.ts";

/** Every name must be declared by the code or offered by the sandbox. */
export const checkFreeNames = ({ code }: CheckSubject): Violation[] => {
  const seen = new Set<string>();
  return (code?.scopes.free ?? [])
    .filter(({ name }) => !allowedNames.has(name) && !seen.has(name) && seen.add(name))
    .map((identifier) => {
      const { name } = identifier;
      const message = `\`${name}\` is not available.`;
      return fault("unknown-name", place(identifier), message, hintFor(name));
    });
};

const hintFor = (name: string): string | undefined => {
  const instead = missingNames.get(name);
  return instead && `${instead.charAt(0).toUpperCase()}${instead.slice(1)}.`;
};
