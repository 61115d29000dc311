import { dereference, type OutputUnit, type Schema, validate } from "@cfworker/json-schema";
import type { JsonSchema, JsonValue } from "#schemas/json.ts";
import type { Violation } from "#schemas/node.ts";
import { describeError, isWrapper } from "./describe-error.ts";
import { guardSchema } from "./guard-schema.ts";
import { pathTo, segmentsOf } from "./value-path.ts";

/** A schema that refers to itself can cost time without end; nobody's own needs this many steps. */
const mostReferences = 50_000;
const mostFaults = 20;
const longestName = 500;

/**
 * Checks a value against a schema (draft 2020-12); an empty list means that it fits. `root` names
 * the value in paths, e.g. `inputs.rows[0].name`, with which each message begins; the rule is the
 * keyword in kebab case. Never throws and never runs long, whatever the schema: what
 * cannot be checked is one fault at the root.
 */
export const validateValue = (schema: JsonSchema, value: JsonValue, root: string): Violation[] => {
  if (hasLongName(value))
    return [fault("property-name", root, [], "holds a property name that is too long")];
  try {
    return faultsOf(schema, value, root, false);
  } catch (cause) {
    return cause instanceof RangeError ? firstFault(schema, value, root) : [unchecked(root)];
  }
};

/** Too many faults for one list exhaust the validator's stack: then the first must do. */
const firstFault = (schema: JsonSchema, value: JsonValue, root: string): Violation[] => {
  try {
    return faultsOf(schema, value, root, true);
  } catch {
    return [unchecked(root)];
  }
};

const faultsOf = (
  schema: JsonSchema,
  value: JsonValue,
  root: string,
  first: boolean,
): Violation[] => {
  const { guarded, lookup } = preparedSchema(schema);
  const { errors } = validate(value, guarded, "2020-12", counted(lookup), first);
  return faultsFrom(errors, value, root);
};

interface PreparedSchema {
  readonly guarded: Schema;
  readonly lookup: Record<string, Schema | boolean>;
}

/** A schema is never changed once it is there, and to prepare it takes longer than to use it. */
const prepared = new WeakMap<JsonSchema, PreparedSchema>();

const preparedSchema = (schema: JsonSchema): PreparedSchema => {
  const known = prepared.get(schema);
  if (known !== undefined) return known;
  const guarded: Schema = guardSchema(schema);
  const made = { guarded, lookup: dereference(guarded) };
  prepared.set(schema, made);
  return made;
};

const faultsFrom = (errors: readonly OutputUnit[], value: JsonValue, root: string): Violation[] => {
  const choices = errors.filter((unit) => ["anyOf", "oneOf", "not"].includes(unit.keyword));
  const told = errors.filter(
    (unit) =>
      !isWrapper(unit) &&
      !choices.some((choice) => unit.keywordLocation.startsWith(`${choice.keywordLocation}/`)),
  );
  const faults = told.slice(0, mostFaults * 4).map((unit) => toFault(unit, errors, value, root));
  const unique = new Map(faults.map((found) => [`${found.where} ${found.message}`, found]));
  const distinct = [...unique.values()].slice(0, mostFaults);
  return errors.length > 0 && distinct.length === 0 ? [unchecked(root)] : distinct;
};

const toFault = (
  unit: OutputUnit,
  errors: readonly OutputUnit[],
  value: JsonValue,
  root: string,
): Violation => {
  const segments = segmentsOf(unit.instanceLocation, value);
  if (unit.keyword === "required") {
    const missing = /"(.*)"\.$/s.exec(unit.error)?.[1] ?? "";
    return fault("required", root, [...segments, missing], "is missing");
  }
  const what = unit.keyword === "anyOf" ? choice(unit, errors) : describeError(unit);
  return fault(ruleOf(unit), root, segments, what);
};

const ruleOf = (unit: OutputUnit): string =>
  unit.keyword === "false"
    ? "undeclared"
    : unit.keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The ways in which a value missed each of several allowed forms, where they are few and short. */
const choice = (unit: OutputUnit, errors: readonly OutputUnit[]): string => {
  const here = errors.filter(
    (inner) =>
      inner.instanceLocation === unit.instanceLocation &&
      inner.keywordLocation.startsWith(`${unit.keywordLocation}/`) &&
      !isWrapper(inner),
  );
  const reasons = [...new Set(here.map(describeError))].slice(0, 3);
  return reasons.length === 0 ? "fits none of the allowed forms" : reasons.join("; or ");
};

const fault = (
  rule: string,
  root: string,
  segments: readonly (string | number)[],
  what: string,
): Violation => {
  const where = pathTo(root, segments).slice(0, 500);
  return { rule, severity: "error", where, message: `${where} ${what}`.slice(0, 1_000) };
};

const unchecked = (root: string): Violation =>
  fault("unchecked", root, [], "could not be checked against its schema");

/** Ends a validation that follows references without end. */
const counted = (lookup: Record<string, Schema | boolean>): Record<string, Schema | boolean> => {
  let references = 0;
  return new Proxy(lookup, {
    get: (target, uri) => {
      references += 1;
      if (references > mostReferences) throw new Error("too many references");
      return Reflect.get(target, uri);
    },
  });
};

/** Names are matched by `patternProperties`, whose cost grows with their length. */
const hasLongName = (value: JsonValue): boolean => {
  let level: JsonValue[] = [value];
  while (level.length > 0) {
    const objects = level.filter((item) => typeof item === "object" && item !== null);
    const names = objects.flatMap((item) => (Array.isArray(item) ? [] : Object.keys(item)));
    if (names.some((name) => name.length > longestName)) return true;
    level = objects.flatMap((item) => Object.values(item));
  }
  return false;
};
