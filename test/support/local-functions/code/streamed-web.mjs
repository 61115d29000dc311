const { streamifyResponse, HttpResponseStream } = awslambda;

/** Tells its test at `gate` that it is about to go on, and waits until it may. */
const pass = (gate, name) => fetch(`${gate}/${name}`);

const begin = (stream, more = {}) => {
  const headers = { "content-type": "text/event-stream", "x-process": String(process.pid) };
  const response = HttpResponseStream.from(stream, { statusCode: 200, headers, ...more });
  response.write("");
  return response;
};

export const steps = streamifyResponse(async ({ queryStringParameters: { gate } }, stream) => {
  const response = begin(stream);
  await pass(gate, "first");
  response.write("one ");
  await pass(gate, "second");
  response.end("two");
});

export const late = streamifyResponse(async ({ queryStringParameters: { gate } }, stream) => {
  await pass(gate, "first");
  begin(stream).end("late");
});

export const fails = streamifyResponse(async (_event, stream) => {
  begin(stream).write("half ");
  throw new Error("half way");
});

export const exits = streamifyResponse(async ({ queryStringParameters: { gate } }, stream) => {
  begin(stream).write("half ");
  await pass(gate, "first");
  process.exit(1);
});

export const empty = streamifyResponse(async (_event, stream) => {
  begin(stream, { statusCode: 204 }).end();
});

export const huge = streamifyResponse(async (_event, stream) => {
  begin(stream, { headers: { "x-long": "x".repeat(17_000) } }).end("never");
});

export const bare = streamifyResponse(async (_event, stream) => {
  stream.write("no metadata");
  stream.end();
});

export const whole = async () => ({ statusCode: 200, body: "in one piece" });
