/** A refusal is short; a longer text is talk about the request. */
const longest = 1_000;

const words =
  /\b(?:i|we)(?: must| have to| will| would| am going to)? (?:respectfully |politely )?(?:decline|refuse)\b|\bdeclin(?:e|ing) (?:this|that|the|to|your)\b|\b(?:won't|will not|can't|cannot|can not|not able to|unable to|not going to) (?:help|assist|comply|do (?:this|that)|write|create|provide|fulfil)/i;

/**
 * Whether a reply that holds no block says that the model will not do it, in the words that the
 * prompt asks for. Such a reply is no fault to repair.
 */
export const declines = (reply: string): boolean => {
  const text = reply.trim().replaceAll("’", "'");
  return text.length <= longest && !/```|[{}]/.test(text) && words.test(text);
};
