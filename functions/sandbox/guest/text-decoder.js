/** The engine's decoder, whose error for other encodings names those there are. */
export function installTextDecoder({ primordials }) {
  const { define } = primordials;
  const EngineDecoder = TextDecoder;

  class Decoder extends EngineDecoder {
    constructor(label, options) {
      try {
        super(label, options);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new RangeError(`the encoding "${label}" is not available: UTF-8 and UTF-16 are`);
      }
    }
  }
  define(Decoder, "name", "TextDecoder");
  define(globalThis, "TextDecoder", Decoder);
}
