import { once } from "node:events";
import { Worker } from "node:worker_threads";

export const handler = async () => {
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage('hello')", {
    eval: true,
  });
  const [message] = await once(worker, "message");
  return message;
};
