import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { TableName } from "../tables.ts";

/** One alarm as data. */
export interface AlarmDefinition {
  /** In kebab case; also the heading of its section in the runbook. */
  readonly name: string;
  /** What users or the operator notice, in one sentence. */
  readonly impact: string;
  readonly metric: IMetric;
  /** It goes off above the threshold, or below it where silence is the fault. */
  readonly above?: number;
  readonly below?: number;
  /** Of so many periods that many must be over the threshold; 1 of 1 if not given. */
  readonly points?: { readonly over: number; readonly of: number };
  /**
   * What no data at all means. `fine`: nothing happened, as nobody asked. `fault`: something that
   * happens by itself has stopped. `unknown`: a gauge that is not reported for a time, which says
   * nothing new.
   */
  readonly silence: "fine" | "fault" | "unknown";
  /** Also where only the most telling alarms are paid for. */
  readonly essential?: true;
  /** Whether new code that sets it off is taken back. */
  readonly takesBack?: true;
}

/** What alarms and dashboard look at. */
export interface Watched {
  readonly api: { readonly name: string; readonly stage: string };
  readonly functions: {
    readonly authorizer: IFunction;
    readonly worker: IFunction;
    readonly sweeper: IFunction;
    readonly nodePurge: IFunction;
    readonly configRefresh: IFunction;
    readonly sandbox: IFunction;
    /** Operations that only read: what somebody waits for in front of a screen. */
    readonly reads: readonly IFunction[];
  };
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
  readonly tableNames: Readonly<Record<TableName, string>>;
  readonly refreshMinutes: number;
}
