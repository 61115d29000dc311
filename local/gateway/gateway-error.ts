/**
 * The gateway's own answers: status, text and, in `x-amzn-errortype`, name of the exception.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const responseTypes = {
  ACCESS_DENIED: [403, "User is not authorized to access this resource", "AccessDeniedException"],
  API_CONFIGURATION_ERROR: [500, "Internal server error", "InternalServerErrorException"],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null, "AuthorizerConfigurationException"],
  AUTHORIZER_FAILURE: [500, null, "AuthorizerConfigurationException"],
  BAD_REQUEST_BODY: [400, "Invalid request body", "BadRequestException"],
  BAD_REQUEST_PARAMETERS: [400, "Invalid request parameters", "BadRequestException"],
  DEFAULT_4XX: [400, "Bad Request", "BadRequestException"],
  DEFAULT_5XX: [500, "Internal server error", "InternalServerErrorException"],
  INTEGRATION_FAILURE: [504, "Internal server error", "InternalServerErrorException"],
  INTEGRATION_TIMEOUT: [504, "Endpoint request timed out", "InternalServerErrorException"],
  MISSING_AUTHENTICATION_TOKEN: [
    403,
    "Missing Authentication Token",
    "MissingAuthenticationTokenException",
  ],
  REQUEST_TOO_LARGE: [413, "Request Too Long", "RequestTooLargeException"],
  UNAUTHORIZED: [401, "Unauthorized", "UnauthorizedException"],
  UNSUPPORTED_MEDIA_TYPE: [415, "Unsupported Media Type", "BadRequestException"],
} as const satisfies Record<string, readonly [number, string | null, string]>;

export type GatewayResponseType = keyof typeof responseTypes;

/** A request that the gateway answers itself. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly type: GatewayResponseType;
  readonly statusCode: number;
  /** What `$context.error.message` gives. */
  readonly text: string | null;
  readonly exception: string;

  constructor(
    type: GatewayResponseType,
    text: string | null = responseTypes[type][1],
    statusCode: number = responseTypes[type][0],
  ) {
    super(`${type}: ${text}`);
    this.type = type;
    this.text = text;
    this.statusCode = statusCode;
    this.exception = responseTypes[type][2];
  }
}

/** A function's answer that cannot be passed on, or none at all. */
export const badGateway = (): GatewayError =>
  new GatewayError("DEFAULT_5XX", "Internal server error", 502);
