const plainName = /^[A-Za-z_$][\w$]*$/;

/** A path as a person writes it: `inputs.rows[0]["first name"]`. */
export const pathTo = (root: string, segments: readonly (string | number)[]): string =>
  segments.reduce<string>((path, segment) => path + step(segment), root);

const step = (segment: string | number): string => {
  if (typeof segment === "number") return `[${segment}]`;
  return plainName.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
};

/** The segments of a validator's location such as `#/rows/0/name`, read along the value. */
export const segmentsOf = (location: string, value: unknown): (string | number)[] => {
  let current = value;
  return location
    .split("/")
    .slice(1)
    .map((part) => {
      const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      const segment = Array.isArray(current) ? Number(name) : name;
      current = memberOf(current, segment);
      return segment;
    });
};

const memberOf = (value: unknown, segment: string | number): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, segment) : undefined;
