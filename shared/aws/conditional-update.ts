import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  UpdateCommand,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import { type Backoff, jitteredDelay } from "./backoff.ts";

export type UpdateOutcome =
  | { readonly updated: true; readonly item: UpdateCommandOutput["Attributes"] }
  /** With the item as it was found, in DynamoDB's own attribute values; undefined: there is none. */
  | { readonly updated: false; readonly found: Record<string, AttributeValue> | undefined };

const mostRetries = 6;

/**
 * One conditional UpdateItem. It is tried again where a transaction on the same item is under way,
 * which the SDK itself does not do.
 */
export async function conditionalUpdate(
  client: DynamoDBDocumentClient,
  backoff: Backoff,
  update: UpdateCommandInput,
): Promise<UpdateOutcome> {
  const command: UpdateCommandInput = {
    ...update,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
  for (let retry = 0; ; retry += 1) {
    try {
      const { Attributes } = await client.send(new UpdateCommand(command));
      return { updated: true, item: Attributes };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return { updated: false, found: error.Item };
      }
      if (!(error instanceof TransactionConflictException) || retry === mostRetries) throw error;
      await backoff.sleep(jitteredDelay(retry, backoff.random));
    }
  }
}
