/** An answer on its way to the caller; a header may occur more than once. */
export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
}
