/**
 * Whether a caller asks for JSON, and for no stream of events, which is what everyone else gets: curl
 * and `fetch` take anything. Weights are not looked at.
 */
export function wantsJson(accept: string | undefined): boolean {
  const types = (accept ?? "").split(",").map((type) => type.split(";")[0]?.trim().toLowerCase());
  return types.includes("application/json") && !types.includes("text/event-stream");
}
