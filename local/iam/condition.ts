import * as z from "zod";
import { matches } from "./pattern.ts";

/** Condition keys, in lower case, with the values that a request has for them. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

type Compare = (policyValue: string, requestValue: string) => boolean;

interface Operator {
  readonly compare: Compare;
  /** Holds if none of the policy's values compares, instead of one. */
  readonly negated: boolean;
}

const equals: Compare = (policy, request) => policy === request;
const equalsIgnoringCase: Compare = (policy, request) =>
  policy.toLowerCase() === request.toLowerCase();

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equals, negated: false },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: false },
  StringLike: { compare: matches, negated: false },
  StringNotLike: { compare: matches, negated: true },
  ArnEquals: { compare: matches, negated: false },
  ArnLike: { compare: matches, negated: false },
  Bool: { compare: equalsIgnoringCase, negated: false },
};

const form = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

// The list first: as one text it would be its values with commas.
const Values = z.union([z.array(z.coerce.string()), z.coerce.string().transform((one) => [one])]);

/**
 * The `Condition` block of a statement, as a list of tests that must all hold.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const Condition = z
  .record(z.string(), z.record(z.string(), Values))
  .transform((block, context) =>
    Object.entries(block).flatMap(([written, keys]) => {
      const [, quantifier, name = "", ifExists] = form.exec(written) ?? [];
      const operator = operators[name];
      if (!operator) {
        context.addIssue(`the local run does not know the condition operator ${written}`);
        return [];
      }
      const about = { operator, quantifier, ifExists: ifExists !== undefined };
      return Object.entries(keys).map(([key, values]) => {
        const variable = values.find((value) => value.includes("${"));
        if (variable) context.addIssue(`the local run knows no policy variables: ${variable}`);
        return { ...about, key: key.toLowerCase(), values };
      });
    }),
  );

type ConditionTest = z.infer<typeof Condition>[number];

export const holds = (tests: readonly ConditionTest[], context: RequestContext): boolean =>
  tests.every((test) => holdsOne(test, context[test.key]));

function holdsOne(test: ConditionTest, present: readonly string[] | undefined): boolean {
  const { operator, values, quantifier } = test;
  const fits = (requestValue: string) =>
    values.some((value) => operator.compare(value, requestValue)) !== operator.negated;
  if (test.ifExists && present === undefined) return true;
  // With no value at all "all of them" holds: AWS warns of it, so the local run does the same.
  if (quantifier === "ForAllValues") return (present ?? []).every(fits);
  if (quantifier === "ForAnyValue") return (present ?? []).some(fits);
  return present === undefined ? operator.negated : present.every(fits);
}
