/** Describes what was thrown, whatever it is, as JSON text: it may be no error, or a hostile one. */
export function makeThrownWriter({ primordials, isRefusal }) {
  const { slice, stringify } = primordials;
  const toText = String;

  const read = (object, name) => {
    try {
      const value = object[name];
      return value === undefined ? undefined : toText(value);
    } catch {
      return undefined;
    }
  };

  const textOf = (value) => {
    try {
      return typeof value === "string" ? `"${value}"` : toText(value);
    } catch {
      return "a value that cannot be shown";
    }
  };

  const parts = (thrown) => {
    const isObject =
      (typeof thrown === "object" && thrown !== null) || typeof thrown === "function";
    if (!isObject) {
      const message = `the code threw ${textOf(thrown)}, which is not an Error`;
      return { name: "Error", message, stack: undefined };
    }
    const given = read(thrown, "message");
    const message = given === "" ? "the code threw an error without a message" : given;
    return {
      name: read(thrown, "name") || "Error",
      message: message ?? "the code threw an object that is not an Error",
      stack: read(thrown, "stack"),
    };
  };

  return (thrown) => {
    const { name, message, stack } = parts(thrown);
    return stringify({
      // Without a prototype there is no `toJSON` that the node could have put there.
      __proto__: null,
      name: slice(name, 0, 100),
      message: slice(message, 0, 2000),
      stack: slice(stack ?? "", 0, 2000),
      refused: isRefusal(thrown),
      empty: thrown === null || thrown === undefined,
    });
  };
}
