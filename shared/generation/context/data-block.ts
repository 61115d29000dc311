import { createHash } from "node:crypto";

const idLength = 12;

/**
 * An id that the text cannot hold: taken from its hash, so the author of the text cannot know it,
 * and taken again should it occur all the same. The same text always gets the same id.
 */
const idFor = (text: string): string => {
  for (let round = 0; ; round += 1) {
    const hash = createHash("sha256").update(`${round}\n${text}`).digest("hex");
    const id = hash.slice(0, idLength);
    if (!text.includes(id)) return id;
  }
};

/**
 * Wraps text written by others so that it stays data: labelled, and closed by a tag that carries an
 * id which the text does not contain. The text itself is not altered.
 */
export const dataBlock = (label: string, text: string): string => {
  const id = idFor(text);
  return `<data label="${label}" id="${id}">\n${text}\n</data id="${id}">`;
};
