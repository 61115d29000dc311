import { apiHandler } from "#shared/http/api-handler.ts";
import { contentSecurityPolicy, docsPage } from "#shared/http/docs-page.ts";

export const handler = apiHandler(
  "get-docs",
  () => ({}),
  ({ basePath }) => ({
    status: 200,
    headers: { "content-security-policy": contentSecurityPolicy },
    body: docsPage(basePath),
  }),
);
