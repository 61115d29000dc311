/** `application/json` of `application/json; charset=utf-8`. */
export const mediaTypeOf = (header: string | undefined): string | undefined =>
  header?.split(";")[0]?.trim().toLowerCase();

/** Whether a media type is among those the API treats as bytes, not as text. */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const [type, subtype] = (mediaTypeOf(header) ?? "").split("/");
  return binaryMediaTypes.some((binary) => {
    const [binaryType, binarySubtype] = binary.split("/");
    if (binaryType === "*" && binarySubtype === "*") return true;
    return binaryType === type && (binarySubtype === "*" || binarySubtype === subtype);
  });
}
