export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const response = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
  for (const part of event.parts) response.write(part);
  if (event.fails) throw new Error("half way");
  response.end();
});
