/** Whether `Prefer` (RFC 7240) asks not to wait for the work to be done. */
export const prefersAsync = (prefer: string | undefined): boolean =>
  (prefer ?? "")
    .split(",")
    .some((preference) => preference.split(";")[0]?.trim().toLowerCase() === "respond-async");
