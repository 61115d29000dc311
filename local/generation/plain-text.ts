/** What a text that others wrote could make a terminal do; tabs and line ends stay. */
const controls = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]+/gu;

/** A text as a terminal may show it. */
export const plainText = (text: string): string => text.replace(controls, " ");
