// The three calls that the Runtime Interface Client makes into its native addon, over HTTP:
// `next()` waits for an event, `done` and `error` send what became of it.
const http = require("node:http");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// The addon's `done` and `error` block until they are sent; here `next` waits for them instead.
let sent = Promise.resolve();

module.exports = {
  async next() {
    await sent;
    return call("GET", "next");
  },
  done(requestId, body) {
    sent = call("POST", `${requestId}/response`, body);
  },
  error(requestId, body) {
    sent = call("POST", `${requestId}/error`, body);
  },
};

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, method, path: `/2018-06-01/runtime/invocation/${path}`, agent },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ bodyJson: Buffer.concat(chunks).toString(), headers: response.headers }),
        );
      },
    );
    request.on("error", reject);
    if (body !== undefined) request.setHeader("content-type", "application/json");
    request.end(body);
  });
}
