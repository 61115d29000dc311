/** A REST API as the gateway serves it: read once, nothing left to resolve. */
export interface RestApi {
  /** The logical id of the API; appears in ARNs only. */
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly stage: string;
  readonly binaryMediaTypes: readonly string[];
  readonly methods: readonly ApiMethod[];
  /** By type, as far as the template customises them. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
}

export interface ApiMethod {
  /** As in the template: `/nodes/{id}`. */
  readonly path: string;
  readonly resourceId: string;
  /** One method, or `ANY`. */
  readonly httpMethod: string;
  readonly authorizer: TokenAuthorizer | undefined;
  readonly integration: LambdaIntegration | MockIntegration;
}

export interface TokenAuthorizer {
  readonly functionArn: string;
  readonly header: string;
  readonly validation: RegExp | undefined;
  readonly ttlSeconds: number;
}

export interface LambdaIntegration {
  readonly type: "AWS_PROXY";
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Whether the answer is passed on while the function makes it, or once it is whole. */
  readonly streams: boolean;
}

export interface MockIntegration {
  readonly type: "MOCK";
  /** By media type. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  readonly responses: readonly IntegrationResponse[];
}

export interface IntegrationResponse {
  readonly statusCode: number;
  /** Which status of the integration it is for; without one it is for all others. */
  readonly selectionPattern: RegExp | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

export interface GatewayResponse {
  readonly statusCode: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}
