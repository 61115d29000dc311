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
  readonly environments?: EnvironmentOptions;
  /** When failed messages come back, for tests that cannot wait for the visibility timeout. */
  readonly retrySeconds?: number;
  /** Expired items go after a random time of up to this. */
  readonly longestTtlDelaySeconds?: number;
  /** Told every line that also goes to the log files. */
  readonly log?: Log;
}

/** How much of this machine the functions' environments may take. */
export interface EnvironmentOptions {
  /** Environments that one function can have at once. Defaults to 8. */
  readonly perFunction?: number;
  /**
   * Environments of all functions. Above it idle ones are ended, and where none is idle there are
   * more. Defaults to 32.
   */
  readonly inAll?: number;
  /** An environment without work for this long is ended. Defaults to 60. */
  readonly idleSeconds?: number;
  /** How long an event may wait where its function has no free one. Defaults to 20; 0: not at all. */
  readonly waitSeconds?: number;
}

/** What AWS does at times and the emulators never do by themselves. */
export interface StackFaults {
  readonly queue?: QueueFaults;
  readonly dynamoDb?: DynamoDbFaults;
}
