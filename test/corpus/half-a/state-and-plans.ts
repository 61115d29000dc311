import { bad, type CorpusNode, good } from "../corpus-node.ts";

const counted = { state: { type: ["object", "null"] }, value: "number" };
const kept = { state: "object" };

/** Reducers and orchestrators, good and bad. */
export const stateAndPlans: readonly CorpusNode[] = [
  good("a running sum", {
    kind: "reducer",
    input: counted,
    output: { state: "object", mean: "number" },
    code: `async function execute({ state, value }) {
  if (typeof value !== "number") throw new Error("value must be a number");
  const before = state ?? { count: 0, sum: 0 };
  const next = { count: before.count + 1, sum: before.sum + value };
  return { state: next, mean: next.sum / next.count };
}`,
  }),
  good("a window over a copied list", {
    kind: "reducer",
    input: counted,
    output: { state: "object", largest: "number" },
    code: `function execute(inputs) {
  if (!Number.isFinite(inputs.value)) throw new Error("value must be a number");
  const values = [...(inputs.state?.values ?? [])];
  values.push(inputs.value);
  while (values.length > 5) values.shift();
  return { state: { ...inputs.state, values }, largest: Math.max(...values) };
}`,
  }),
  good("a clone that is changed", {
    kind: "reducer",
    input: counted,
    output: kept,
    code: `async function execute(inputs, ctx) {
  if (inputs.value < 0) throw new RangeError("value must not be negative");
  const state = structuredClone(inputs.state ?? { seen: {} });
  state.seen[inputs.value] = true;
  delete state.oldest;
  return { state };
}`,
  }),
  good("a machine with a switch", {
    kind: "reducer",
    input: { state: { type: ["string", "null"] }, event: "string" },
    output: { state: "string" },
    code: `async function execute({ state, event }) {
  switch (state ?? "idle") {
    case "idle": return { state: event === "start" ? "running" : "idle" };
    case "running": return { state: event === "stop" ? "idle" : "running" };
    default: throw new Error(\`unknown state \${state}\`);
  }
}`,
  }),
  good("a plan of steps", {
    kind: "orchestrator",
    input: { order: "object" },
    output: { steps: "array" },
    code: `async function execute({ order }) {
  if (!Array.isArray(order?.lines)) throw new Error("order must have lines");
  const reserve = order.lines.map((line, index) => ({ id: "reserve-" + index, run: "reserve", with: line, after: [] }));
  const charge = { id: "charge", run: "charge", with: { total: order.total }, after: reserve.map((step) => step.id) };
  return { steps: [...reserve, charge] };
}`,
  }),
  good("the next run of a schedule", {
    kind: "orchestrator",
    input: { after: "string", minute: "integer" },
    output: { next_run: { type: "string", format: "date-time" } },
    code: `async function execute(inputs) {
  const at = new Date(inputs.after);
  if (Number.isNaN(at.getTime())) throw new Error("after must be a date");
  if (at.getUTCMinutes() >= inputs.minute) at.setUTCHours(at.getUTCHours() + 1);
  at.setUTCMinutes(inputs.minute, 0, 0);
  return { next_run: at.toISOString() };
}`,
  }),
  bad("a reducer that changes its state", "reducer-mutation", {
    kind: "reducer",
    input: counted,
    output: kept,
    code: `async function execute(inputs) {
  if (typeof inputs.value !== "number") throw new Error("value must be a number");
  inputs.state.sum += inputs.value;
  return { state: inputs.state };
}`,
  }),
  bad("a reducer that pushes into its state", "reducer-mutation", {
    kind: "reducer",
    input: counted,
    output: kept,
    code: `async function execute({ state, value }) {
  if (state === undefined) throw new Error("state must be given");
  state.values.push(value);
  return { state };
}`,
  }),
  bad("a reducer that changes what stands for its state", "reducer-mutation", {
    kind: "reducer",
    input: counted,
    output: kept,
    code: `async function execute(inputs) {
  if (typeof inputs.value !== "number") throw new Error("value must be a number");
  const current = inputs.state ?? { count: 0 };
  current.count++;
  return { state: current };
}`,
  }),
  bad("a reducer that keeps its state beside the function", "reducer-state", {
    kind: "reducer",
    input: { value: "number" },
    output: { total: "number" },
    code: `let total = 0;
async function execute(inputs) {
  if (typeof inputs.value !== "number") throw new Error("value must be a number");
  total += inputs.value;
  return { total };
}`,
  }),
  bad("a reducer without a state", "reducer-state", {
    kind: "reducer",
    input: { values: "array" },
    output: { sum: "number" },
    code: `async function execute({ values }) {
  if (!Array.isArray(values)) throw new Error("values must be a list");
  return { sum: values.reduce((a, b) => a + b, 0) };
}`,
  }),
  bad("a reducer that asks a host", "reducer-fetch", {
    kind: "reducer",
    hosts: ["api.example.com"],
    input: counted,
    output: kept,
    code: `async function execute({ state, value }, ctx) {
  const response = await ctx.fetch("https://api.example.com/", { signal: AbortSignal.timeout(1) });
  if (!response.ok) throw new Error("no answer");
  return { state: { ...state, value } };
}`,
  }),
  bad("an orchestrator that does the steps itself", "orchestrator-fetch", {
    kind: "orchestrator",
    hosts: ["api.example.com"],
    input: { steps: "array" },
    output: { steps: "array" },
    code: `async function execute(inputs, { fetch: call }) {
  if (!Array.isArray(inputs.steps)) throw new Error("steps must be a list");
  for (const step of inputs.steps) {
    const response = await call("https://api.example.com/" + step, { signal: AbortSignal.timeout(9) });
    if (!response.ok) throw new Error("failed");
  }
  return { steps: inputs.steps };
}`,
  }),
  bad("an orchestrator that gives a number", "orchestrator-plan", {
    kind: "orchestrator",
    input: { tasks: "array" },
    output: { count: "integer" },
    code: `async function execute({ tasks }) {
  if (!Array.isArray(tasks)) throw new Error("tasks must be a list");
  return { count: tasks.length };
}`,
  }),
];
