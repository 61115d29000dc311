/**
 * Builds a value on first use, keeps it on success and forgets it on failure, so that a fault at
 * start does not stay for the life of a warm function.
 */
export function lazy<Value>(build: () => Value | Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined;
  return () => {
    kept ??= Promise.resolve()
      .then(build)
      .catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
    return kept;
  };
}
