const longestName = 80;
const leadIns =
  /^(?:please\s+)?(?:(?:i|we)\s+(?:need|want|would like)|(?:can|could)\s+you|give\s+me|create|build|make|write|generate)?\s*(?:me\s+)?(?:(?:an?|the)\s+)?(?:workflow\s+)?(?:node|function|step)\s+(?:(?:that|which|to|for)\s+)/i;

const courtesy = /[,\s]+(?:please|pls|thanks|thank you)$/i;

/** Somebody is speaking, or asking: that names nothing. */
const speech = /^(?:i|we|you|is|are|does|do|did|how|what|why|which|can|could|hi|hello|hey)\b/i;

/** A full stop ends a sentence only before a space: "1.234,56" and "DD.MM.YYYY" go on. */
const sentenceEnd = /\n|[.!?](?=\s|$)|;/;

/**
 * A name for the node in the request's own words: its first sentence without the lead-in, if that
 * is short and plain; otherwise the pattern's name.
 */
export const displayName = (request: string, fallback: string): string => {
  const [sentence = ""] = request.trim().split(sentenceEnd, 1);
  const words = sentence.replace(leadIns, "").replace(courtesy, "").trim().replace(/\s+/g, " ");
  const plain = /^[\p{L}\p{N}][\p{L}\p{N} ,.:'’"()_€$£%+#@/&-]*$/u.test(words);
  if (!plain || speech.test(words) || words.length > longestName || !words.includes(" "))
    return fallback;
  return words.charAt(0).toUpperCase() + words.slice(1);
};
