import * as z from "zod";

/** The parts of `AWS::ApiGateway` resources that the gateway reads, resolved. */

const Texts = z.record(z.string(), z.string()).default({});
const StatusCode = z.coerce.number().int().min(100).max(599);

export const RestApiProperties = z.object({ BinaryMediaTypes: z.array(z.string()).default([]) });

const IntegrationResponse = z.object({
  StatusCode,
  SelectionPattern: z.string().optional(),
  ResponseParameters: Texts,
  ResponseTemplates: Texts,
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const BufferedTimeout = z.coerce.number().min(50).max(29_000).default(29_000);
// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
const StreamTimeout = z.coerce.number().min(50).max(900_000).default(29_000);

const Integration = z.discriminatedUnion("Type", [
  z
    .object({
      Type: z.literal("AWS_PROXY"),
      Uri: z.string(),
      TimeoutInMillis: z.coerce.number().optional(),
      ResponseTransferMode: z.enum(["BUFFERED", "STREAM"]).default("BUFFERED"),
    })
    .transform((integration) => {
      const streams = integration.ResponseTransferMode === "STREAM";
      const timeout = streams ? StreamTimeout : BufferedTimeout;
      return {
        ...integration,
        streams,
        TimeoutInMillis: timeout.parse(integration.TimeoutInMillis),
      };
    }),
  z.object({
    Type: z.literal("MOCK"),
    RequestTemplates: Texts,
    PassthroughBehavior: z
      .enum(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"])
      .default("WHEN_NO_MATCH"),
    IntegrationResponses: z.array(IntegrationResponse).default([]),
  }),
]);

export const MethodProperties = z.object({
  HttpMethod: z.string(),
  AuthorizationType: z.string().default("NONE"),
  Integration,
});
export type MethodProperties = z.infer<typeof MethodProperties>;

export const AuthorizerProperties = z.object({
  Type: z.literal("TOKEN"),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().startsWith("method.request.header."),
  IdentityValidationExpression: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
});

export const GatewayResponseProperties = z.object({
  ResponseType: z.string(),
  StatusCode: StatusCode.optional(),
  ResponseParameters: Texts,
  ResponseTemplates: Texts,
});

const Reference = z.object({ Ref: z.string() });

/** The logical id in `{ Ref }`; nothing for everything else. */
export const referenceOf = (value: unknown): string | undefined =>
  Reference.safeParse(value).data?.Ref;
