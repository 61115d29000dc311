// Runs requests in the built function, in a process that holds nothing else, and measures it.
// In: a job as JSON on the standard input. Out: a `FunctionFigures` as JSON.
import { text } from "node:stream/consumers";

const { file, requests, count } = JSON.parse(await text(process.stdin));
const { handler } = await import(file);
const beforeBytes = process.memoryUsage.rss();
let peakBytes = beforeBytes;
const sampling = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 5);

const times = [];
const results = [];
let answeredMs;
let last;
for (let index = 0; index < count; index += 1) {
  const request = requests[index % requests.length];
  const start = performance.now();
  const reply = await handler(request, { tenantId: request.tenant });
  times.push(performance.now() - start);
  answeredMs ??= performance.now();
  last = reply.replies.at(-1);
  results.push(last.status);
}
clearInterval(sampling);

const endBytes = process.memoryUsage.rss();
console.log(JSON.stringify({ beforeBytes, peakBytes, endBytes, answeredMs, times, results, last }));
