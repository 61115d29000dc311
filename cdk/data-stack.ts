import { SecretValue } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { pascalCase, ReadableStack } from "./constructs/readable-stack.ts";
import { removalOf } from "./constructs/removal.ts";
import { SignIn } from "./constructs/sign-in.ts";
import type { Deployment } from "./deployment.ts";
import type { Stage } from "./stages.ts";
import { type IndexDefinition, type TableDefinition, type TableName, tables } from "./tables.ts";

/** What must outlive a change of the service: the tables, the platform's keys, and the users. */
export class DataStack extends ReadableStack {
  readonly tables: Readonly<Record<TableName, TableV2>>;
  readonly platformSecret: Secret;
  /** Undefined where tokens come from another issuer. */
  readonly signIn: SignIn | undefined;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    const { stage } = deployment;
    super(scope, id, stage, `Nodesmith (${stage.name}): tables, the platform's keys and users`);
    this.tables = {
      nodes: this.#table("nodes", stage),
      work: this.#table("work", stage),
      account: this.#table("account", stage),
    };
    this.platformSecret = new Secret(this, "PlatformSecret", {
      description: "Keys of the platform's language models, as one JSON object",
      // Empty until an operator sets it: without a first value reading it would be an error.
      secretStringValue: SecretValue.unsafePlainText("{}"),
      removalPolicy: removalOf(stage),
    });
    acknowledge(this.platformSecret, {
      "AwsSolutions-SMG4":
        "The keys are given out by the model providers; only they can renew them.",
    });
    const ownUsers = !stage.local && deployment.issuer === undefined;
    this.signIn = ownUsers
      ? new SignIn(this, "SignIn", { stage, ...deployment.signIn })
      : undefined;
  }

  #table(name: TableName, stage: Stage): TableV2 {
    const definition: TableDefinition = tables[name];
    const table = new TableV2(this, `${pascalCase(name)}Table`, {
      partitionKey: text("pk"),
      sortKey: text("sk"),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      globalSecondaryIndexes: Object.entries(definition.indexes).map(indexProps),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: definition.pointInTimeRecovery,
      },
      deletionProtection: stage.keepsData,
      removalPolicy: removalOf(stage),
      ...(definition.expiry === undefined ? {} : { timeToLiveAttribute: definition.expiry }),
    });
    if (!definition.pointInTimeRecovery) {
      acknowledge(table, {
        "AwsSolutions-DDB3": "Jobs live for seven days; a restore would bring back ended ones.",
      });
    }
    return table;
  }
}

function indexProps([indexName, index]: [string, IndexDefinition]): GlobalSecondaryIndexPropsV2 {
  return {
    indexName,
    partitionKey: text(index.partitionKey),
    sortKey: text(index.sortKey),
    ...(index.projects === undefined
      ? { projectionType: ProjectionType.KEYS_ONLY }
      : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.projects] }),
  };
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
