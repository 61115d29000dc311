import { onTestFinished } from "vitest";
import { type GatewayOptions, startGateway } from "../../../local/gateway/gateway.ts";
import type { TemplateResources } from "../../../local/gateway/rest-api.ts";
import { apiOf } from "./api-fixture.ts";
import { type SentRequest, sendRequest } from "./send-request.ts";

export interface AuthorizerEvent {
  readonly type: string;
  readonly methodArn: string;
  readonly authorizationToken: string;
}

/** Behind a method the event is another; such handlers do not look at these names. */
export type Handler = (event: AuthorizerEvent) => unknown;

/** What a function gives back when it fails, in the place of its answer. */
export class FunctionFailure {
  readonly errorMessage: string;
  constructor(errorMessage: string) {
    this.errorMessage = errorMessage;
  }
}

/** A gateway over functions of the test's own; it is closed when the test ends. */
export async function gatewayOver(
  resources: TemplateResources,
  functions: Record<string, Handler>,
  options: Partial<GatewayOptions> = {},
) {
  const gateway = await startGateway({
    api: apiOf(resources),
    async invoke(functionArn, payload) {
      const called = functions[functionArn.split(":").at(-1) ?? ""];
      const answer = await called?.(JSON.parse(payload));
      const failed = answer instanceof FunctionFailure;
      return {
        payload: JSON.stringify(answer ?? null),
        ...(failed && { functionError: "Unhandled" }),
      };
    },
    ...options,
  });
  onTestFinished(() => gateway.close());
  return { ...gateway, send: (request: SentRequest) => sendRequest(gateway, request) };
}

/** Allows the whole stage and says who it is. */
export const allowStage: Handler = ({ methodArn }) => ({
  principalId: "user-1",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: `${methodArn.split("/").slice(0, 2).join("/")}/*`,
      },
    ],
  },
  context: { tenant: "t1", exp: 123, admin: true },
});
