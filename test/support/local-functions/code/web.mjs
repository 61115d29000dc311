export const handler = async (event) => ({
  statusCode: 200,
  headers: { ETag: '"1"', "X-Process": String(process.pid) },
  multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
  body: JSON.stringify({
    id: event.pathParameters.id,
    who: event.requestContext.authorizer.tenant,
  }),
});

export const authorizer = async ({ authorizationToken, methodArn }) => {
  if (authorizationToken === "Bearer bad") throw new Error("Unauthorized");
  return {
    principalId: "user",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${methodArn}` }],
    },
    context: { tenant: "t1" },
  };
};
