export const handler = async (event: { path: string }) => ({
  statusCode: 200,
  body: JSON.stringify({ path: event.path, environment: process.env }),
});
