const statusCodes = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  ResourceNotFoundException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
} as const;

export type RefusalName = keyof typeof statusCodes;

/** An invocation that Lambda itself refuses, before any code of the function runs. */
export class InvocationRefused extends Error {
  override readonly name: RefusalName;
  readonly statusCode: number;
  readonly reason: string | undefined;

  constructor(name: RefusalName, message: string, reason?: string) {
    super(message);
    this.name = name;
    this.statusCode = statusCodes[name];
    this.reason = reason;
  }
}
