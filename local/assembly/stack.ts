import { account } from "../account.ts";
import { createResolver, type Resolve, UnsupportedTemplate } from "./intrinsics.ts";
import { attributeOf, describeResource, type PhysicalResource } from "./physical.ts";
import type { Parameter, Resource, Template } from "./template.ts";

/** A stack of the assembly, with its names bound to what the local run has in their place. */
export interface LocalStack {
  readonly name: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Resolved values by output name. */
  outputs(): Record<string, unknown>;
  /** How to get the value exported under a name; undefined where there is none. */
  exported(name: string): (() => unknown) | undefined;
  /** Evaluates the intrinsic functions in a value of this stack's template. */
  readonly resolve: Resolve;
  readonly physical: (logicalId: string) => PhysicalResource;
}

export interface StackContext {
  readonly parameters: Readonly<Record<string, string>>;
  readonly queueUrl: (queueName: string) => string;
  readonly importValue: (name: string) => unknown;
}

export function createStack(name: string, template: Template, context: StackContext): LocalStack {
  const resolve = createResolver({ ref, attribute, importValue, condition, mapping });
  const known = new Map<string, PhysicalResource>();

  function physical(logicalId: string): PhysicalResource {
    const resource = template.Resources[logicalId];
    if (!resource) throw new UnsupportedTemplate(`stack ${name} has no resource ${logicalId}`);
    const earlier = known.get(logicalId);
    if (earlier) return earlier;
    const property = (key: string) => resolve(resource.Properties[key]);
    const described = describeResource({
      type: resource.Type,
      logicalId,
      property,
      queueUrl: context.queueUrl,
    });
    known.set(logicalId, described);
    return described;
  }

  function ref(target: string): unknown {
    if (target.startsWith("AWS::")) return pseudoParameter(target, name);
    const parameter = template.Parameters[target];
    return parameter ? parameterValue(target, parameter) : physical(target).ref;
  }

  function parameterValue(parameterName: string, parameter: Parameter): unknown {
    const value = context.parameters[parameterName] ?? parameter.Default;
    if (value === undefined) {
      throw new UnsupportedTemplate(`stack ${name} needs a value for parameter ${parameterName}`);
    }
    const isList = parameter.Type === "CommaDelimitedList" || parameter.Type.startsWith("List<");
    return isList ? String(value).split(",") : String(value);
  }

  function attribute(logicalId: string, attributeName: string): unknown {
    const type = template.Resources[logicalId]?.Type ?? "";
    return attributeOf(physical(logicalId), type, attributeName);
  }

  function importValue(exportName: string): unknown {
    return context.importValue(exportName);
  }

  function condition(conditionName: string): boolean {
    if (!(conditionName in template.Conditions)) {
      throw new UnsupportedTemplate(`stack ${name} has no condition ${conditionName}`);
    }
    return resolve(template.Conditions[conditionName]) === true;
  }

  function mapping(map: string, key: string, attributeName: string): unknown {
    const value = template.Mappings[map]?.[key]?.[attributeName];
    if (value !== undefined) return value;
    throw new UnsupportedTemplate(`stack ${name} has no mapping ${map}.${key}.${attributeName}`);
  }

  const isPresent = (part: { Condition?: string | undefined }) =>
    part.Condition === undefined || condition(part.Condition);

  const presentOutputs = () => Object.entries(template.Outputs).filter(([, o]) => isPresent(o));

  return {
    name,
    resources: Object.fromEntries(
      Object.entries(template.Resources).filter(([, resource]) => isPresent(resource)),
    ),
    parameters: template.Parameters,
    outputs: () =>
      Object.fromEntries(presentOutputs().map(([key, output]) => [key, resolve(output.Value)])),
    exported: (exportName) => {
      const output = presentOutputs().find(
        ([, { Export }]) => Export && resolve(Export.Name) === exportName,
      );
      return output && (() => resolve(output[1].Value));
    },
    resolve,
    physical,
  };
}

function pseudoParameter(parameter: string, stackName: string): unknown {
  switch (parameter) {
    case "AWS::AccountId":
      return account.id;
    case "AWS::Region":
      return account.region;
    case "AWS::Partition":
      return "aws";
    case "AWS::URLSuffix":
      return "amazonaws.com";
    case "AWS::StackName":
      return stackName;
    case "AWS::StackId":
      return `arn:aws:cloudformation:${account.region}:${account.id}:stack/${stackName}/local`;
    case "AWS::NotificationARNs":
      return [];
    default:
      throw new UnsupportedTemplate(`the local run does not know the parameter ${parameter}`);
  }
}
