import type { JsonObject } from "#schemas/json.ts";

/** The title of a property, or its name as words: `maxRows` becomes `Max rows`. */
export function labelOf(name: string, property: JsonObject): string {
  if (typeof property.title === "string" && property.title.trim() !== "") {
    return property.title.trim().slice(0, 200);
  }
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim();
  const text = /^[A-Z0-9 ]+$/.test(words) ? words : words.toLowerCase();
  return (text.charAt(0).toUpperCase() + text.slice(1)).slice(0, 200);
}
