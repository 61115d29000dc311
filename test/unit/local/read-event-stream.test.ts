import { describe, expect, it } from "vitest";
import { readEventStream } from "../../../local/generation/read-event-stream.ts";

/** What is read of a text that comes in chunks of so many bytes. */
async function read(text: string, bytes: number) {
  const whole = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let at = 0; at < whole.length; at += bytes) {
        controller.enqueue(whole.slice(at, at + bytes));
      }
      controller.close();
    },
  });
  const events = [];
  for await (const event of readEventStream(body)) events.push(event);
  return events;
}

const stream = [
  "retry: 2000",
  ": a comment",
  'id: 1\nevent: stage\ndata: {"é":1}',
  "data: two\ndata:lines",
  "event: nothing",
  "id: 9\nevent: cut\ndata: here",
].join("\n\n");

const events = [
  { name: "stage", data: '{"é":1}' },
  { name: "message", data: "two\nlines" },
];

describe("server-sent events", () => {
  it.each([1, 2, 3, 7, 1_000])("are the same in chunks of %i bytes", async (bytes) => {
    expect(await read(stream, bytes)).toEqual(events);
    expect(await read(stream.replaceAll("\n", "\r\n"), bytes)).toEqual(events);
  });

  it("are none in an empty stream", async () => {
    expect(await read("", 1)).toEqual([]);
  });
});
