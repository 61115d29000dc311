import { account, arn, secretArn } from "../account.ts";
import { UnsupportedTemplate } from "./intrinsics.ts";

/** What a deployed resource would be known by: the value of `Ref`, and those of `Fn::GetAtt`. */
export interface PhysicalResource {
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Named {
  readonly type: string;
  readonly logicalId: string;
  /** Resolved properties that can hold a name. */
  readonly property: (name: string) => unknown;
  readonly queueUrl: (queueName: string) => string;
}

type Describe = (named: Named) => PhysicalResource;

function table(named: Named): PhysicalResource {
  const name = nameOf(named, "TableName");
  return { name, ref: name, attributes: { Arn: arn("dynamodb", `table/${name}`), TableId: name } };
}

function lambda(named: Named): PhysicalResource {
  const name = nameOf(named, "FunctionName");
  return { name, ref: name, attributes: { Arn: arn("lambda", `function:${name}`) } };
}

function queue(named: Named): PhysicalResource {
  const name = nameOf(named, "QueueName");
  const url = named.queueUrl(name);
  return { name, ref: url, attributes: { Arn: arn("sqs", name), QueueName: name, QueueUrl: url } };
}

function secret(named: Named): PhysicalResource {
  const name = nameOf(named, "Name");
  const ref = secretArn(name);
  return { name, ref, attributes: { Id: ref } };
}

function role(named: Named): PhysicalResource {
  const name = nameOf(named, "RoleName");
  const attributes = { Arn: `arn:aws:iam::${account.id}:role/${name}`, RoleId: name };
  return { name, ref: name, attributes };
}

function logGroup(named: Named): PhysicalResource {
  const name = nameOf(named, "LogGroupName");
  return { name, ref: name, attributes: { Arn: arn("logs", `log-group:${name}:*`) } };
}

function topic(named: Named): PhysicalResource {
  const name = nameOf(named, "TopicName");
  const topicArn = arn("sns", name);
  return { name, ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
}

function restApi(named: Named): PhysicalResource {
  const name = named.logicalId;
  return { name, ref: name, attributes: { RestApiId: name, RootResourceId: `${name}-root` } };
}

function stage(named: Named): PhysicalResource {
  const name = nameOf(named, "StageName");
  return { name, ref: name, attributes: {} };
}

const descriptions: Readonly<Record<string, Describe>> = {
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::DynamoDB::Table": table,
  "AWS::Lambda::Function": lambda,
  "AWS::SQS::Queue": queue,
  "AWS::SecretsManager::Secret": secret,
  "AWS::IAM::Role": role,
  "AWS::Logs::LogGroup": logGroup,
  "AWS::SNS::Topic": topic,
  "AWS::ApiGateway::RestApi": restApi,
  "AWS::ApiGateway::Stage": stage,
};

export function describeResource(named: Named): PhysicalResource {
  const describe = descriptions[named.type];
  if (describe) return describe(named);
  // Nothing the local run starts: enough that its name is unique and its ARN looks like one.
  const service = named.type.split("::")[1]?.toLowerCase() ?? "local";
  const name = named.logicalId;
  return { name, ref: name, attributes: { Arn: arn(service, name) } };
}

export function attributeOf(resource: PhysicalResource, type: string, attribute: string): string {
  const value = resource.attributes[attribute];
  if (value !== undefined) return value;
  throw new UnsupportedTemplate(
    `the local run does not know the attribute ${attribute} of ${type} (${resource.name})`,
  );
}

function nameOf(named: Named, property: string): string {
  const name = named.property(property);
  return typeof name === "string" ? name : named.logicalId;
}
