import { Duration } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  type Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  type TenancyConfig,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { FunctionNeeds } from "#schemas/functions.ts";
import { acknowledge } from "../acknowledge.ts";
import { type GrantedResources, permissionsOf } from "../grants.ts";
import type { SettingValues } from "../parameters.ts";
import type { Stage } from "../stages.ts";
import { pascalCase } from "./readable-stack.ts";
import { removalOf } from "./removal.ts";
import { aliasName, isShifted } from "./traffic-shift.ts";

/** What all functions of a service have in common. */
export interface ServiceContext {
  readonly stage: Stage;
  readonly settings: SettingValues;
  /** Grows while the stack is built: the sandbox is there before those who invoke it. */
  readonly resources: Partial<GrantedResources>;
  /** Folder with one folder for each function. */
  readonly assets: string;
}

export interface ServiceFunctionProps {
  readonly name: string;
  readonly description: string;
  readonly needs: FunctionNeeds;
  readonly tenancy?: TenancyConfig;
  /** Permissions that no code uses, such as those by which Lambda itself reads a queue. */
  readonly platformStatements?: readonly PolicyStatement[];
}

/**
 * A function with a role and a log group of its own. The role may write that log and do what is
 * declared, nothing else; the environment is exactly what is declared.
 */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  /** Leads to the version in use, where the stage shifts traffic to new ones. */
  readonly alias: Alias | undefined;
  readonly role: Role;

  constructor(scope: Construct, context: ServiceContext, props: ServiceFunctionProps) {
    super(scope, pascalCase(props.name));
    const { stage, assets } = context;
    const permissions = permissionsOf(props.needs, context.resources);
    const logGroup = new LogGroup(this, "Logs", {
      retention: stage.logRetentionDays,
      removalPolicy: removalOf(stage),
    });
    const statements = [
      writeLog(logGroup),
      ...(props.platformStatements ?? []),
      ...permissions.statements,
    ];
    this.role = new Role(this, "Role", {
      description: `What ${props.name} may do`,
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: { permissions: new PolicyDocument({ statements }) },
    });
    this.lambda = new LambdaFunction(this, "Function", {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(`${assets}/${props.name}`),
      handler: "index.handler",
      role: this.role,
      timeout: Duration.seconds(props.needs.timeoutSeconds),
      memorySize: props.needs.memoryMb,
      environment: { ...permissions.variables, ...settingsFor(props.needs, context.settings) },
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // LOG_LEVEL decides; a second filter here would drop what an operator asked for.
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
      systemLogLevelV2: SystemLogLevel.INFO,
      ...(props.tenancy === undefined ? {} : { tenancyConfig: props.tenancy }),
    });
    const shifted = stage.shiftsTraffic && isShifted(props.name, props.needs);
    this.alias = shifted ? this.lambda.addAlias(aliasName) : undefined;
    acknowledge(this.role, permissions.accepted);
    acknowledge(this, {
      "Serverless-LambdaDLQ":
        "Called synchronously, through a queue with dead letters of its own, or again every minute.",
      "Serverless-LambdaTracing":
        "One request is followed by the ids in the log lines; traces would cost more than calls.",
    });
  }

  /** What callers call. */
  get entry(): IFunction {
    // The alias differs from the interface only in how optional members are written.
    return (this.alias as IFunction | undefined) ?? this.lambda;
  }
}

function writeLog(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    sid: "WriteLog",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    // The attribute ends in `:*`, the streams of this one group: Lambda names a new stream for
    // each environment, so they cannot be listed.
    resources: [logGroup.logGroupArn],
  });
}

function settingsFor(needs: FunctionNeeds, values: SettingValues): Record<string, string> {
  return Object.fromEntries(
    needs.settings.flatMap((name) => {
      const value = values.of(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
