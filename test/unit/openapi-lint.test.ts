import {
  BaseResolver,
  createConfig,
  lintDocument,
  makeDocumentFromString,
} from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { openapiDocument } from "#schemas/openapi.ts";

/**
 * The recommended rules, every warning an error, and those beside them that hold here. Left out with
 * a reason:
 * - `no-http-verbs-in-paths` takes `undelete` for `delete`
 * - `parameter-description`: `id`, `limit` and the like say all there is in their schemas
 */
const rules = {
  extends: ["recommended-strict"],
  rules: {
    "component-name-unique": "error",
    "no-invalid-media-type-examples": "error",
    "no-invalid-parameter-examples": "error",
    "operation-parameters-unique": "error",
    "operation-singular-tag": "error",
    "operation-tag-defined": "error",
    "path-not-include-query": "error",
    "paths-kebab-case": "error",
    "tag-description": "error",
  },
} satisfies Parameters<typeof createConfig>[0];

async function lint(text: string): Promise<string[]> {
  const config = await createConfig(rules);
  const problems = await lintDocument({
    document: makeDocumentFromString(text, "openapi.json"),
    externalRefResolver: new BaseResolver(),
    config,
  });
  return problems.map(({ ruleId, location, message }) => {
    const pointer = location[0]?.pointer ?? "";
    return `${ruleId} ${pointer} ${message}`;
  });
}

const text = JSON.stringify(openapiDocument({ version: "1.2.3", server: "/prod" }));

it("the description of the API breaks no rule of the linter", async () => {
  expect(await lint(text)).toEqual([]);
});

it("the linter finds what is planted", async () => {
  const withoutLicence = text.replace(/"license":\{[^}]*\},?/, "");
  const withoutId = text.replace(/"operationId":"generate-node",/, "");
  const unlike = text.replaceAll("sk-ant-api03-example", "not a key");
  expect(await lint(withoutLicence)).toEqual([expect.stringMatching(/^info-license /)]);
  expect(await lint(withoutId)).toEqual([expect.stringMatching(/^operation-operationId /)]);
  expect(await lint(unlike)).toEqual([expect.stringMatching(/^no-invalid-schema-examples /)]);
});
