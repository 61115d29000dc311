import { openapiDocument } from "#schemas/openapi.ts";
import { productVersion } from "#schemas/product-version.ts";
import { apiHandler } from "#shared/http/api-handler.ts";

export const handler = apiHandler(
  "get-openapi",
  () => ({}),
  ({ basePath }) => ({
    status: 200,
    headers: { "cache-control": "public, max-age=300" },
    body: { ...openapiDocument({ version: productVersion, server: basePath }) },
  }),
);
