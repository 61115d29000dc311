import * as z from "zod";

/** Any JSON value. Depth and size are bounded where text becomes JSON, not here. */
export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;

/** A plain JSON object with any members. */
export const JsonObject = z.record(z.string(), JsonValue);
export type JsonObject = z.infer<typeof JsonObject>;

/** A JSON Schema of a node: draft 2020-12, checked by our own lint before it is stored. */
export const JsonSchema = z
  .record(z.string(), JsonValue)
  .meta({ id: "JsonSchema", description: "A JSON Schema (draft 2020-12) whose root is an object" });
export type JsonSchema = z.infer<typeof JsonSchema>;
