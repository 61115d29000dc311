import { describe, expect, it } from "vitest";
import type { ResponseFormat } from "#shared/providers/provider.ts";
import { aCall, aRequest, everyProvider } from "../../support/providers/every-provider.ts";
import type { Script } from "../../support/providers/scripted-reply.ts";

const responseFormat: ResponseFormat = {
  name: "workflow_node",
  schema: {
    type: "object",
    properties: { name: { type: "string" } },
    required: ["name"],
    additionalProperties: false,
  },
};
const { name, schema } = responseFormat;

/** Where each provider's wire format has the schema of the reply. */
const onTheWire = {
  claude: { output_config: { format: { type: "json_schema", schema } } },
  "openai responses": { text: { format: { type: "json_schema", strict: true, name, schema } } },
  "openai chat": {
    response_format: { type: "json_schema", json_schema: { strict: true, name, schema } },
  },
  ollama: { format: schema },
};

/** A server that answers 400 to the schema, in the words of each provider. */
const refusing =
  (members: readonly string[], message: string): Script =>
  ({ body }) =>
    members.some((member) => member in body)
      ? { kind: "error", status: 400, message }
      : { kind: "text", text: "The reply" };

const chatsOf = (requests: readonly { path: string; body?: object }[]) =>
  requests.filter(({ path }) => path !== "/api/show").map(({ body }) => body);

describe.each(everyProvider)("$label", (under) => {
  const wire = onTheWire[under.label];
  const members = Object.keys(wire);

  it("is sent the schema of the reply as it is", async () => {
    await using server = await under.start(() => ({ kind: "text", text: '{"name":"A"}' }));
    const reply = await under.provider(server).generate(aRequest({ responseFormat }), aCall());
    expect(chatsOf(server.requests)).toEqual([expect.objectContaining(wire)]);
    expect(reply).toMatchObject({ text: '{"name":"A"}', notes: [] });
  });

  it("is sent none where none is asked for", async () => {
    await using server = await under.start(() => ({ kind: "text", text: "The reply" }));
    await under.provider(server).generate(aRequest(), aCall());
    for (const member of members) expect(chatsOf(server.requests)[0]).not.toHaveProperty(member);
  });

  it.each([
    "The compiled grammar is too large.",
    "response_format is not supported by this model",
    "Invalid schema for output_config.format",
    "json_schema is unknown",
  ])("is asked without it where it answers: %s", async (message) => {
    await using server = await under.start(refusing(members, message));
    const provider = under.provider(server);
    const first = await provider.generate(aRequest({ responseFormat }), aCall());
    expect(first.text).toBe("The reply");
    expect(first.notes).toEqual([
      `the schema of the reply was not sent: ${provider.model} does not accept it`,
    ]);
    expect(chatsOf(server.requests)).toHaveLength(2);
    await provider.generate(aRequest({ responseFormat }), aCall());
    expect(chatsOf(server.requests)).toHaveLength(3);
  });

  it("fails where a 400 is about something else", async () => {
    await using server = await under.start(refusing(members, "messages: at least one is needed"));
    const outcome = under.provider(server).generate(aRequest({ responseFormat }), aCall());
    await expect(outcome).rejects.toMatchObject({ kind: "bad_request" });
  });
});
