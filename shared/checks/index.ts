import type { NodeContent, Violation } from "#schemas/node.ts";
import { type CheckSubject, subjectOf } from "./check-subject.ts";
import { checkCodeSize } from "./code-size.ts";
import { checkEndlessLoops } from "./endless-loops.ts";
import { checkEndlessRecursion } from "./endless-recursion.ts";
import { checkExecuteDeclaration } from "./execute-declaration.ts";
import { checkForbiddenMembers } from "./forbidden-members.ts";
import { checkForm } from "./form.ts";
import { checkFreeNames } from "./free-names.ts";
import { checkHosts } from "./hosts.ts";
import { checkIllFormedText } from "./ill-formed-text.ts";
import { checkInputReads } from "./input-reads.ts";
import { checkInputValidation } from "./input-validation.ts";
import { checkInvisibleCharacters } from "./invisible-characters.ts";
import { checkKind } from "./kind.ts";
import { checkModuleSyntax } from "./module-syntax.ts";
import { checkReturnedKeys } from "./returned-keys.ts";
import { checkSchemas } from "./schemas.ts";
import { checkSecrets } from "./secrets.ts";
import { checkSyntax } from "./syntax.ts";
import { checkTestSet } from "./test-set.ts";

/** In the order in which a reader should hear of them. */
const checks: readonly ((subject: CheckSubject) => Violation[])[] = [
  checkSyntax,
  checkExecuteDeclaration,
  checkFreeNames,
  checkForbiddenMembers,
  checkModuleSyntax,
  checkEndlessLoops,
  checkEndlessRecursion,
  checkSecrets,
  checkInvisibleCharacters,
  checkIllFormedText,
  checkCodeSize,
  checkSchemas,
  checkInputReads,
  checkInputValidation,
  checkReturnedKeys,
  checkHosts,
  checkKind,
  checkForm,
  checkTestSet,
];

/**
 * Everything that can be said about a node without running it. A filter that saves runs and
 * explains itself; what holds hostile code is the sandbox.
 */
export const checkNode = (content: NodeContent): Violation[] => {
  const subject = subjectOf(content);
  return checks.flatMap((check) => check(subject));
};
