/** The class of what `ctx.fetch` resolves to: like a browser's Response, its body read once. */
export function makeResponseClass({ primordials }) {
  const { parse, fromBase64, decodeUtf8 } = primordials;
  const HeadersConstructor = Headers;
  const Decoder = TextDecoder;

  return class Response {
    #reply;
    #headers;
    #used = false;

    /** @param reply `{ status, statusText, url, headers: [name, value][], body: base64 }` */
    constructor(reply) {
      this.#reply = reply;
      this.#headers = new HeadersConstructor(reply.headers);
    }
    get status() {
      return this.#reply.status;
    }
    get ok() {
      return this.#reply.status >= 200 && this.#reply.status < 300;
    }
    get statusText() {
      return this.#reply.statusText;
    }
    get url() {
      return this.#reply.url;
    }
    get headers() {
      return this.#headers;
    }
    get redirected() {
      return false;
    }
    get type() {
      return "basic";
    }
    get bodyUsed() {
      return this.#used;
    }
    #take() {
      if (this.#used) throw new TypeError("the body of this response was already read");
      this.#used = true;
      return fromBase64(this.#reply.body);
    }
    async bytes() {
      return this.#take();
    }
    async arrayBuffer() {
      return this.#take().buffer;
    }
    async text() {
      return decodeUtf8(new Decoder(), this.#take());
    }
    async json() {
      return parse(decodeUtf8(new Decoder(), this.#take()));
    }
    clone() {
      if (this.#used) throw new TypeError("the body of this response was already read");
      return new Response(this.#reply);
    }
  };
}
