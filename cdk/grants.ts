import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { FunctionNeeds } from "#schemas/functions.ts";
import {
  type Grant,
  type GrantName,
  grants,
  type KeyKind,
  type ResourceName,
  resourceVariables,
} from "#schemas/grants.ts";
import { pascalCase } from "./constructs/readable-stack.ts";

/** A resource as its users know it: what policies name, and what a function is told. */
export interface GrantedResource {
  readonly arn: string;
  /** Table name, queue URL, function name or secret ARN: the variable's value. */
  readonly address: string;
  /** Findings of the checks that its ARN causes, each with the reason to accept it. */
  readonly accepted?: Readonly<Record<string, string>>;
}

export type GrantedResources = Readonly<Record<ResourceName, GrantedResource>>;

export interface Permissions {
  readonly statements: PolicyStatement[];
  readonly variables: Readonly<Record<string, string>>;
  readonly accepted: Readonly<Record<string, string>>;
}

/**
 * The only place where a grant becomes IAM: one statement for each, named after it, and with it
 * the variable that says where the resource is.
 */
export function permissionsOf(
  needs: Pick<FunctionNeeds, "grants">,
  resources: Partial<GrantedResources>,
): Permissions {
  const used = needs.grants.map((name) => ({ name, resource: resourceOf(name, resources) }));
  return {
    statements: used.map(({ name, resource }) => statement(name, resource.arn)),
    variables: Object.fromEntries(
      used.map(({ name, resource }) => [
        resourceVariables[grants[name].resource],
        resource.address,
      ]),
    ),
    accepted: Object.assign({}, ...used.map(({ resource }) => resource.accepted)),
  };
}

function resourceOf(name: GrantName, resources: Partial<GrantedResources>): GrantedResource {
  const wanted = grants[name].resource;
  const resource = resources[wanted];
  if (!resource) throw new Error(`The grant "${name}" needs ${wanted}, which is not there (yet)`);
  return resource;
}

function statement(name: GrantName, arn: string): PolicyStatement {
  const grant: Grant = grants[name];
  return new PolicyStatement({
    sid: pascalCase(name),
    actions: [...grant.actions],
    resources: grant.indexes?.map((index) => `${arn}/index/${index}`) ?? [arn],
    ...(grant.keys === undefined ? {} : { conditions: onlyItemsOf(grant.keys) }),
  });
}

/**
 * Holds for a request whose partition keys are all of these kinds. A request without any would pass
 * too: none of the actions that are granted can be asked without.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function onlyItemsOf(kinds: readonly KeyKind[]) {
  const patterns = kinds.map((kind) => `${kind}#*`);
  return { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": patterns } };
}
