import { parentPort, workerData } from "node:worker_threads";
import { garbageCollector } from "./garbage.ts";
import type { FromWorker, RequestAnswer, ToWorker, WorkerStart } from "./messages.ts";
import { EngineSupply } from "./run/engine-supply.ts";
import { runInGuest } from "./run/run-in-guest.ts";

/** The thread that guest code runs in. The main thread may end it at any moment. */
function serve(port: NonNullable<typeof parentPort>, { parts, beat }: WorkerStart): void {
  const engines = new EngineSupply(parts, garbageCollector());
  const waiting = new Map<number, (answer: RequestAnswer) => void>();
  const send = (message: FromWorker) => port.postMessage(message);

  const perform = async (message: Extract<ToWorker, { kind: "run" }>) => {
    const { number } = message.run;
    waiting.clear();
    const report = await runInGuest(message.run, {
      engines,
      beat: new Int32Array(beat),
      request: (id, text, answer) => {
        waiting.set(id, answer);
        send({ kind: "request", run: number, id, text });
      },
      abort: (id) => {
        waiting.get(id)?.({ text: '{"failed":"aborted"}', delayMs: 0 });
        waiting.delete(id);
        send({ kind: "abort", run: number, id });
      },
      fixed: (fixed) => send({ kind: "fixed", run: number, report: fixed }),
    });
    waiting.clear();
    send({ kind: "done", run: number, report });
    engines.makeAhead();
  };

  let current = 0;
  port.on("message", (message: ToWorker) => {
    if (message.kind === "run") {
      current = message.run.number;
      void perform(message);
      return;
    }
    if (message.run !== current) return;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  engines.makeAhead();
  send({ kind: "ready" });
}

if (parentPort !== null) serve(parentPort, workerData);
