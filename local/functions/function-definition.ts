import { InvocationRefused } from "./invocation-refused.ts";

/** A function as the template describes it, ready to be run on this machine. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The unpacked code; what Lambda calls the task root. */
  readonly directory: string;
  /** `<file without ending>.<export>`, as in the template. */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** The variables of the template. At most 4 KB, no names that Lambda keeps for itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the platform adds: credentials, endpoints. Not counted against the 4 KB. */
  readonly platformEnvironment?: Readonly<Record<string, string>>;
  readonly tenantIsolation: boolean;
  /** Starts the process under Node's permission model: reads only its code, starts no process. */
  readonly permission?: boolean;
  /** Environments alive at a time, busy or idle. Defaults to 8. */
  readonly maxEnvironments?: number | undefined;
  /** An environment without work for this long is ended. Defaults to 60. */
  readonly idleSeconds?: number | undefined;
  /** How long an event may wait for a busy environment before it is throttled. Defaults to 20. */
  readonly waitSeconds?: number | undefined;
  /** How long loading the code may take. Defaults to Lambda's 10. */
  readonly initSeconds?: number;
  readonly onLog?: (line: string, stream: "stdout" | "stderr") => void;
  /** Called with each process that is started and with each that is gone. */
  readonly onSpawn?: (pid: number) => void;
  readonly onExit?: (pid: number) => void;
}

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const MAX_ENVIRONMENT_BYTES = 4_096;
const VARIABLE_NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;

const reservedNames = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/** Refuses what CreateFunction would refuse. */
export function checkDefinition({ environment, name }: FunctionDefinition): void {
  const reserved = Object.keys(environment).filter((variable) => reservedNames.has(variable));
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure the environment of ${name} because of reserved keys: ${reserved.join(", ")}.`,
    );
  }
  const misnamed = Object.keys(environment).filter((variable) => !VARIABLE_NAME.test(variable));
  if (misnamed.length > 0) {
    throw invalid(`${name} has environment variables with invalid names: ${misnamed.join(", ")}.`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > MAX_ENVIRONMENT_BYTES) {
    throw invalid(
      `Lambda was unable to configure the environment of ${name}: its variables take ${bytes} bytes and exceed the 4KB limit.`,
    );
  }
}

const invalid = (message: string) =>
  new InvocationRefused("InvalidParameterValueException", message);
