import type { IncomingMessage } from "node:http";

const delimiter = Buffer.alloc(8);
// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
const mostMetadataBytes = 16 * 1024;

/** What comes before the eight zero bytes, and what of the body came with it. */
export async function readMetadata(
  chunks: AsyncIterator<Buffer>,
): Promise<{ metadata: string; first: Buffer }> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const next = await chunks.next();
    if (next.done) throw new Error("it has no metadata");
    bytes = Buffer.concat([bytes, next.value]);
    const end = bytes.subarray(0, mostMetadataBytes).indexOf(delimiter);
    if (end >= 0) {
      return {
        metadata: bytes.subarray(0, end).toString(),
        first: bytes.subarray(end + delimiter.length),
      };
    }
    if (bytes.length >= mostMetadataBytes) throw new Error("its metadata is too long");
  }
}

/** The body behind the metadata. Throws at its end where the function failed half way. */
export async function* restOf(
  body: IncomingMessage,
  chunks: AsyncIterator<Buffer>,
  first: Buffer,
): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (;;) {
    const next = await chunks.next();
    if (next.done) break;
    yield next.value;
  }
  if (body.trailers["lambda-runtime-function-error-body"] !== undefined) {
    throw new Error("the function failed half way");
  }
}
