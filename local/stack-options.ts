import type { DynamoDbFaults } from "./iam/faults.ts";
import type { Log } from "./logs.ts";
import type { QueueFaults } from "./services/event-source.ts";

export interface StackOptions {
  /** A synthesized assembly, or how to get one; asked once the data directory is held. */
  readonly assembly: string | (() => Promise<string>);
  readonly dataDir: string;
  /** Of the API; 0 for any. */
  readonly port: number;
  /** Settings and provider keys, by the names of their environment variables. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** Whether functions may do only what their roles allow; true if not given. */
  readonly iam?: boolean;
  readonly faults?: StackFaults;
  /** Environments that a function can have at once. */
  readonly maxEnvironments?: number;
  /** When failed messages come back, for tests that cannot wait for the visibility timeout. */
  readonly retrySeconds?: number;
  /** Expired items go after a random time of up to this. */
  readonly longestTtlDelaySeconds?: number;
  /** Told every line that also goes to the log files. */
  readonly log?: Log;
}

/** What AWS does at times and the emulators never do by themselves. */
export interface StackFaults {
  readonly queue?: QueueFaults;
  readonly dynamoDb?: DynamoDbFaults;
}
