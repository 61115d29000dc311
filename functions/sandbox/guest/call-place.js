/** The name of the node's source in a stack trace. */
const ownFile = "node.js:";

/**
 * Errors that the prelude makes on behalf of the node tell where in the node's code it was called:
 * their own stack would begin, or consist of, frames that say nothing to whoever reads it.
 */
export function makeCallPlace({ primordials }) {
  const { apply, define, indexOf, slice } = primordials;
  const Trace = Error;
  const { get: stackOf } = Reflect.getOwnPropertyDescriptor(Error.prototype, "stack");

  const ownFrames = (stack) => {
    let kept = "";
    let from = 0;
    for (;;) {
      const end = indexOf(stack, "\n", from);
      if (end < 0) return kept;
      const line = slice(stack, from, end + 1);
      if (indexOf(line, ownFile) >= 0) kept += line;
      from = end + 1;
    }
  };

  return {
    /** The node's frames of the running call; empty where the node asked for no traces. */
    take() {
      return ownFrames(apply(stackOf, new Trace(), []));
    },
    give(error, place) {
      define(error, "stack", place);
      return error;
    },
  };
}
