/** IAM's `*` (any text) and `?` (one character), over the whole text. */
export function matches(pattern: string, text: string, options?: { ignoreCase: boolean }) {
  const expression = RegExp.escape(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".");
  return new RegExp(`^${expression}$`, options?.ignoreCase ? "is" : "s").test(text);
}
