/**
 * A whole stack of a few resources: an API of two routes, a queue with its worker, a schedule, a
 * table, the platform's secret and a function with an environment for each tenant.
 */

export const functionNames = ["hello", "accept", "worker", "sandbox"] as const;

const arnOf = (name: string) => ({ "Fn::GetAtt": [name, "Arn"] });

function lambda(name: (typeof functionNames)[number], variables = {}, more = {}) {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      Code: { S3Bucket: "assets", S3Key: `${name}.zip` },
      Handler: "index.handler",
      Role: arnOf(`${name}Role`),
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: variables },
      ...more,
    },
  };
}

function role(...allowed: [action: string, resource: unknown][]) {
  const Statement = allowed.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
  const PolicyDocument = { Version: "2012-10-17", Statement };
  return {
    Type: "AWS::IAM::Role",
    Properties: allowed.length > 0 ? { Policies: [{ PolicyName: "own", PolicyDocument }] } : {},
  };
}

function route(path: string, method: string, lambdaName: string) {
  const uri = [
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/",
    arnOf(lambdaName),
    "/invocations",
  ];
  return {
    [`${path}Resource`]: {
      Type: "AWS::ApiGateway::Resource",
      Properties: {
        ParentId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
        PathPart: path,
        RestApiId: { Ref: "Api" },
      },
    },
    [`${path}Method`]: {
      Type: "AWS::ApiGateway::Method",
      Properties: {
        AuthorizationType: "NONE",
        HttpMethod: method,
        ResourceId: { Ref: `${path}Resource` },
        RestApiId: { Ref: "Api" },
        Integration: {
          Type: "AWS_PROXY",
          IntegrationHttpMethod: "POST",
          Uri: { "Fn::Join": ["", uri] },
        },
      },
    },
  };
}

const data = {
  Resources: {
    Items: {
      Type: "AWS::DynamoDB::GlobalTable",
      Properties: {
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      },
    },
    Keys: { Type: "AWS::SecretsManager::Secret", Properties: { SecretString: "{}" } },
  },
  Outputs: {
    Table: { Value: { Ref: "Items" }, Export: { Name: "data:Table" } },
    TableArn: { Value: arnOf("Items"), Export: { Name: "data:TableArn" } },
    Keys: { Value: { Ref: "Keys" }, Export: { Name: "data:Keys" } },
  },
};

const imported = (name: string) => ({ "Fn::ImportValue": `data:${name}` });

const service = {
  Parameters: { LogLevel: { Type: "String", Default: "info" } },
  Resources: {
    Jobs: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 30 } },
    helloRole: role(),
    hello: lambda("hello", { LOG_LEVEL: { Ref: "LogLevel" } }),
    acceptRole: role(["sqs:SendMessage", arnOf("Jobs")]),
    accept: lambda("accept", { QUEUE_URL: { Ref: "Jobs" } }),
    sandboxRole: role(),
    sandbox: lambda("sandbox", {}, { TenancyConfig: { TenantIsolationMode: "PER_TENANT" } }),
    workerRole: role(
      ["dynamodb:PutItem", imported("TableArn")],
      ["secretsmanager:GetSecretValue", imported("Keys")],
      ["lambda:InvokeFunction", arnOf("sandbox")],
    ),
    worker: lambda("worker", {
      TABLE: imported("Table"),
      PLATFORM_SECRET_ARN: imported("Keys"),
      SANDBOX: { Ref: "sandbox" },
      LOG_LEVEL: { Ref: "LogLevel" },
    }),
    Consumer: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        BatchSize: 1,
        EventSourceArn: arnOf("Jobs"),
        FunctionName: { Ref: "worker" },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      },
    },
    EveryMinute: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        ScheduleExpression: "rate(1 minute)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: { Arn: arnOf("worker"), RoleArn: arnOf("workerRole") },
      },
    },
    Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "api" } },
    Deployment: {
      Type: "AWS::ApiGateway::Deployment",
      Properties: { RestApiId: { Ref: "Api" } },
    },
    Stage: {
      Type: "AWS::ApiGateway::Stage",
      Properties: {
        RestApiId: { Ref: "Api" },
        DeploymentId: { Ref: "Deployment" },
        StageName: "v1",
      },
    },
    ...route("hello", "GET", "hello"),
    ...route("jobs", "POST", "accept"),
  },
};

export const smallStacks = { data, service };
