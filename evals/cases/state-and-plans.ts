import type { EvalCase } from "../eval-case.ts";

export const stateAndPlans: readonly EvalCase[] = [
  {
    id: "running-maximum",
    tags: ["reducer"],
    request:
      "Keep track of the highest value so far. A reducer: `state` (null at first) and `value`, gives the new `state` and `maximum`.",
    tests: [
      {
        name: "first",
        inputs: { state: null, value: 3 },
        assertions: ["out.maximum === 3", "out.state !== null"],
      },
      { name: "negative", inputs: { state: null, value: -3 }, assertions: ["out.maximum === -3"] },
      { name: "no number", inputs: { state: null, value: "3" }, error: { matches: "value" } },
    ],
  },
  {
    id: "status-counter",
    tags: ["reducer"],
    request:
      "Count events by status over time: reducer with `state` (null at first, later { counts }) and `event` ({ status }). New `state` with counts per status, and `total`.",
    tests: [
      {
        name: "first",
        inputs: { state: null, event: { status: "ok" } },
        expected: { state: { counts: { ok: 1 } }, total: 1 },
      },
      {
        name: "next",
        inputs: { state: { counts: { ok: 1 } }, event: { status: "failed" } },
        expected: { state: { counts: { ok: 1, failed: 1 } }, total: 2 },
      },
    ],
  },
  {
    id: "alarm-after-three",
    tags: ["reducer", "advanced"],
    request:
      "Alarm only after three failures in a row. Reducer: state (null first), ok (boolean). A success sets it back. Output state and alarm (true from the third failure on).",
    context: { complexity: "advanced" },
    tests: [
      {
        name: "one failure",
        inputs: { state: null, ok: false },
        assertions: ["out.alarm === false"],
      },
      { name: "success", inputs: { state: null, ok: true }, assertions: ["out.alarm === false"] },
      { name: "no boolean", inputs: { state: null, ok: "no" }, error: { matches: "ok" } },
    ],
  },
  {
    id: "mail-batches",
    tags: ["orchestrator"],
    request:
      "Plan a mailing: split `recipients` into batches of `size` (default 50) and return `plan`, a list of { id: 'batch-1', recipients, after } where after is the id of the batch before, or null for the first. Sends nothing itself.",
    tests: [
      {
        name: "two",
        inputs: { recipients: ["a", "b", "c"], size: 2 },
        expected: {
          plan: [
            { id: "batch-1", recipients: ["a", "b"], after: null },
            { id: "batch-2", recipients: ["c"], after: "batch-1" },
          ],
        },
      },
      { name: "none", inputs: { recipients: [] }, expected: { plan: [] } },
      { name: "bad size", inputs: { recipients: ["a"], size: 0 }, error: { matches: "size" } },
    ],
  },
  {
    id: "retry-plan",
    tags: ["orchestrator"],
    request:
      "Give me the waiting times for retries as a plan: inputs attempts (1..10) and baseMs. Output steps: [{ attempt, waitMs }] where waitMs doubles each time, starting with baseMs, never more than 60000.",
    tests: [
      {
        name: "doubles",
        inputs: { attempts: 3, baseMs: 100 },
        expected: {
          steps: [
            { attempt: 1, waitMs: 100 },
            { attempt: 2, waitMs: 200 },
            { attempt: 3, waitMs: 400 },
          ],
        },
      },
      {
        name: "bounded",
        inputs: { attempts: 2, baseMs: 50000 },
        expected: {
          steps: [
            { attempt: 1, waitMs: 50000 },
            { attempt: 2, waitMs: 60000 },
          ],
        },
      },
    ],
  },
  {
    id: "build-order",
    tags: ["orchestrator", "advanced"],
    request:
      "Order `tasks` ({ id, needs: [ids] }) into `stages`: lists of ids that may run together, each stage after all it needs, ids in a stage sorted. A cycle is an error that says cycle.",
    context: { complexity: "advanced", fallback: "none" },
    tests: [
      {
        name: "diamond",
        inputs: {
          tasks: [
            { id: "d", needs: ["b", "c"] },
            { id: "b", needs: ["a"] },
            { id: "c", needs: ["a"] },
            { id: "a", needs: [] },
          ],
        },
        expected: { stages: [["a"], ["b", "c"], ["d"]] },
      },
      {
        name: "cycle",
        inputs: { tasks: [{ id: "a", needs: ["a"] }] },
        error: { matches: "cycle" },
      },
    ],
  },
];
