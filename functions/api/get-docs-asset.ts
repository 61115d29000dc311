import { apiHandler } from "#shared/http/api-handler.ts";
import { docsAsset } from "#shared/http/docs-asset.ts";

export const handler = apiHandler(
  "get-docs-asset",
  () => ({ directory: import.meta.dirname }),
  async ({ params }, { directory }) => {
    const { text, mediaType } = await docsAsset({ name: params.asset }, { directory });
    const headers = { "content-type": mediaType, "cache-control": "public, max-age=86400" };
    return { status: 200, headers, body: text };
  },
);
