import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { leftOut } from "../../../cdk/bundle/left-out.ts";

type Part = new (...values: unknown[]) => Record<string, unknown>;

/** As a bundle's code sees it, which expects the class that was left out. */
const aPart = () => leftOut("Audio of openai/resources/audio.mjs") as Part;

const says = /^Audio of openai\/resources\/audio\.mjs is not in this bundle/;

describe("a part that is left out", () => {
  it("can be made, with whatever its maker hands over", () => {
    expect(() => new (aPart())({ apiKey: "k" })).not.toThrow();
  });

  it("can be extended, and given what a client hangs on its parts", () => {
    const Extended = class extends aPart() {};
    Object.assign(Extended, { Speech: 1 });
    expect(Object.assign(aPart(), { Speech: 1 })).toBeDefined();
    expect(new Extended()).toBeDefined();
  });

  it("is nobody's class", () => {
    expect({} instanceof aPart()).toBe(false);
  });

  it("can be shown, as a log does with the client that holds it", () => {
    expect(inspect({ audio: new (aPart())() })).toContain("audio");
  });
});

describe("the use of a part that is left out is an error that names it", () => {
  const uses: Record<string, (part: Part) => unknown> = {
    "a call": (part) => Reflect.apply(part, undefined, []),
    "a static method": (part) => Reflect.get(part, "create"),
    "a method": (part) => new part().create,
    "a method of an extension": (part) => new (class extends part {})().create,
    "its value in a text": (part) => `${part}`,
    "its value as JSON": (part) => JSON.stringify(new part()),
  };

  it.each(Object.entries(uses))("%s", (_, use) => {
    expect(() => use(aPart())).toThrow(says);
  });

  it("waiting for it", async () => {
    await expect((async () => await new (aPart())())()).rejects.toThrow(says);
  });
});
