import { Duration } from "aws-cdk-lib";
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseTransferMode,
  RestApi,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { type OperationName, type Route, routes } from "#schemas/routes.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Deployment } from "../deployment.ts";
import { Firewall } from "./firewall.ts";
import { answerOtherMethods, answerPreflight } from "./fixed-answers.ts";
import { answerAsProblems } from "./gateway-problems.ts";
import { ApiDomain } from "./own-domain.ts";
import { removalOf } from "./removal.ts";

export interface ApiProps {
  /**
   * With `ownsApiGatewayAccount` this stack sets the role with which all gateways of the account and
   * region write access logs. A fresh account has none, and a deploy with access logs then fails;
   * where several stacks set it, deleting one takes it from the others.
   */
  readonly deployment: Deployment;
  /** Comma separated, `*` for all, empty for no browsers at all. */
  readonly corsOrigins: string;
  readonly authorizer: IFunction;
  readonly operations: Readonly<Record<OperationName, IFunction>>;
}

/** The gateway: one resource for each path of the route table, one method for each operation. */
export class Api extends Construct {
  readonly rest: RestApi;
  /** The own domain, if there is one. */
  readonly domain: ApiDomain | undefined;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.rest = restApi(this, props);
    // The library adds an output of its own; the stack gives the address a name of its choice.
    this.rest.node.tryRemoveChild("Endpoint");
    acknowledge(this, accepted);
    const { webAcl, stage, domain } = props.deployment;
    if (webAcl) new Firewall(this, "Firewall", { stage, api: this.rest.deploymentStage });
    else acknowledge(this, acceptedWithoutFirewall);
    this.domain = domain && new ApiDomain(this, "Domain", { rest: this.rest, own: domain });
    const authorizer = tokenAuthorizer(this, props.authorizer);
    for (const [name, handler] of Object.entries(props.operations)) {
      addOperation(this.rest, routes[name as OperationName], handler, authorizer);
    }
    for (const [path, methods] of methodsByPath()) {
      const resource = this.rest.root.resourceForPath(path);
      if (props.corsOrigins !== "") answerPreflight(resource, methods, props.corsOrigins);
      answerOtherMethods(resource, methods, props.corsOrigins);
    }
    answerAsProblems(this.rest, props.corsOrigins);
  }
}

const accepted = {
  "AwsSolutions-APIG2": "Each function parses its request by the route's schemas, in more detail.",
  "AwsSolutions-APIG6": "Functions log their requests; the gateway's log would hold their bodies.",
  "AwsSolutions-COG4": "Tokens of any OpenID issuer are accepted, by an authorizer function.",
  "Serverless-APIGWXrayEnabled": "One request is followed by its id in all log lines.",
};

const acceptedWithoutFirewall = {
  "AwsSolutions-APIG3": "The stage is throttled, and each function bounds what it reads and does.",
};

function restApi(scope: Construct, { deployment }: ApiProps): RestApi {
  const { stage, ownsApiGatewayAccount } = deployment;
  const accessLogs = new LogGroup(scope, "AccessLogs", {
    retention: stage.logRetentionDays,
    removalPolicy: removalOf(stage),
  });
  const rest = new RestApi(scope, "Rest", {
    restApiName: `nodesmith-${stage.name}`,
    description: "One sentence in, one workflow node out",
    endpointTypes: [EndpointType.REGIONAL],
    cloudWatchRole: ownsApiGatewayAccount,
    // Then there is one address, and what is said of its TLS holds.
    disableExecuteApiEndpoint: deployment.domain !== undefined,
    deployOptions: {
      stageName: stage.name,
      throttlingRateLimit: stage.throttling.rate,
      throttlingBurstLimit: stage.throttling.burst,
      accessLogDestination: new LogGroupLogDestination(accessLogs),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
    },
  });
  if (ownsApiGatewayAccount) {
    acknowledge(rest, {
      [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${logsPolicy}]`]:
        "The managed policy is the one API Gateway asks for, for its logs only.",
    });
  }
  return rest;
}

const logsPolicy = "service-role/AmazonAPIGatewayPushToCloudWatchLogs";

/** No address, agent, query or header of the caller: the tenant and the request id suffice. */
const accessLogLine = {
  time: "$context.requestTimeEpoch",
  requestId: "$context.requestId",
  method: "$context.httpMethod",
  resource: "$context.resourcePath",
  status: "$context.status",
  durationMs: "$context.responseLatency",
  responseBytes: "$context.responseLength",
  tenant: "$context.authorizer.tenant",
  gatewayError: "$context.error.responseType",
};

function tokenAuthorizer(scope: Construct, handler: IFunction): TokenAuthorizer {
  return new TokenAuthorizer(scope, "Authorizer", {
    authorizerName: "token",
    handler,
    identitySource: IdentitySource.header("Authorization"),
    // What cannot be a signed token is turned away before any function runs.
    validationRegex: "^[Bb]earer [A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
    resultsCacheTtl: Duration.seconds(60),
  });
}

function addOperation(api: RestApi, route: Route, handler: IFunction, authorizer: IAuthorizer) {
  // Without this every function gets a second permission, for the console's test button.
  const integration = new LambdaIntegration(handler, {
    allowTestInvoke: false,
    ...(route.streams ? streamOf(route) : {}),
  });
  const isPublic = route.auth === "none" || route.auth === "ticket";
  const method = api.root
    .resourceForPath(route.path)
    .addMethod(
      route.method,
      integration,
      isPublic
        ? { authorizationType: AuthorizationType.NONE }
        : { authorizationType: AuthorizationType.CUSTOM, authorizer },
    );
  if (isPublic) {
    acknowledge(method, {
      "AwsSolutions-APIG4":
        route.auth === "ticket"
          ? "Browsers cannot send a token here: the function checks the ticket in the address."
          : "Public by the route table: it tells of the service, not of a tenant.",
    });
  }
}

/** A stream that does not end by itself is cut off before its function is stopped for the time it took. */
const streamOf = ({ timeoutSeconds }: Route) => ({
  responseTransferMode: ResponseTransferMode.STREAM,
  timeout: Duration.seconds(timeoutSeconds - 5),
});

function methodsByPath(): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of Object.values<Route>(routes)) {
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  return methods;
}
