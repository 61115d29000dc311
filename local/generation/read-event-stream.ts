/** One server-sent event; a comment is none. */
export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * The events of a `text/event-stream`, as they come. What is not whole at the end is left out.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  let unread = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (unread + chunk).split(/\r?\n\r?\n/);
    unread = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event.data !== "") yield event;
    }
  }
}

function eventOf(block: string): ServerSentEvent {
  const fields = block.split(/\r?\n/).map((line) => {
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    return { name, value };
  });
  const valuesOf = (wanted: string) =>
    fields.flatMap(({ name, value }) => (name === wanted ? [value] : []));
  return { name: valuesOf("event").at(-1) ?? "message", data: valuesOf("data").join("\n") };
}
