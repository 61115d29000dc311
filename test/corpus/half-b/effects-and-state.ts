import { bad, type CorpusNode, good } from "../corpus-node.ts";

const state = { type: ["object", "null"] };

/** Effects, reducers and orchestrators, good and bad. */
export const effectsAndState: readonly CorpusNode[] = [
  good("a cursor that is followed a bounded number of times", {
    hosts: ["crm.example.com"],
    input: { limit: "integer?" },
    output: { contacts: "array" },
    code: `async function execute({ limit = 100 }, ctx) {
  if (!Number.isInteger(limit)) throw new Error("limit must be a whole number");
  const contacts = [];
  let cursor = null;
  for (let page = 0; page < 20; page += 1) {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    const r = await ctx.fetch(\`https://crm.example.com/v3/contacts?\${query}\`, { signal: AbortSignal.timeout(4000) });
    if (!r.ok) throw new Error(\`contacts: \${r.status} \${await r.text()}\`);
    const { data, next } = await r.json();
    contacts.push(...data);
    if (!next) return { contacts };
    cursor = next;
  }
  throw new Error("more than 20 pages");
}`,
  }),
  good("a helper that takes fetch", {
    hosts: ["api.example.com"],
    input: { repo: "string" },
    output: { stars: "integer" },
    code: `async function getJson(fetch, url, timeout) {
  const res = await fetch(url, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(timeout) });
  switch (res.status) {
    case 200: return res.json();
    case 404: throw new Error("not found: " + url);
    default: throw new Error("HTTP " + res.status);
  }
}
async function execute({ repo }, { fetch }) {
  if (!/^[\\w.-]+\\/[\\w.-]+$/.test(repo)) throw new Error("repo must look like owner/name");
  const { stargazers_count: stars } = await getJson(fetch, "https://api.example.com/repos/" + repo, 3000);
  return { stars };
}`,
  }),
  good("a message to a channel whose address is an input", {
    hosts: ["input:webhook"],
    input: { webhook: "string", lines: "array" },
    output: { sent: "integer" },
    code: `const chunk = (text, size) => text.match(new RegExp(\`[\\\\s\\\\S]{1,\${size}}\`, "g")) ?? [];
async function execute(inputs, ctx) {
  const { webhook, lines } = inputs;
  if (!Array.isArray(lines)) throw new Error("lines must be a list");
  let sent = 0;
  for (const content of chunk(lines.join("\\n"), 2000).slice(0, 10)) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new Error("slow")), 2500);
    const { ok, status } = await ctx.fetch(webhook, { method: "POST", body: JSON.stringify({ content }), signal: abort.signal })
      .finally(() => clearTimeout(timer));
    if (!ok) throw new Error(\`webhook answered \${status} after \${sent} parts\`);
    sent += 1;
  }
  return { sent };
}`,
  }),
  good("options in a constant and a base in an object", {
    hosts: ["api.example.com"],
    input: { city: "string" },
    output: { wind: "number" },
    code: `const API = { base: "https://api.example.com", version: "v2" };
const timeLimit = () => AbortSignal.timeout(2_000);
async function execute({ city }, ctx) {
  if (!city) throw new Error("city must be given");
  const address = new URL(\`/\${API.version}/wind\`, API.base);
  address.searchParams.set("city", city);
  const response = await ctx.fetch(address.toString(), { method: "GET", signal: timeLimit() });
  if (!response.ok) { throw new Error("wind: " + response.status); }
  const body = await response.json();
  return { wind: body.wind };
}`,
  }),
  good("a failed request that is told in the output", {
    hosts: ["status.example.com"],
    input: { path: "string" },
    output: { up: "boolean", reason: "string?" },
    code: `async function execute({ path }, ctx) {
  if (!path.startsWith("/")) throw new Error("path must begin with /");
  try {
    const response = await ctx.fetch("https://status.example.com" + path, { signal: AbortSignal.timeout(1000) });
    return response.ok ? { up: true } : { up: false, reason: \`HTTP \${response.status}\` };
  } catch (error) {
    return { up: false, reason: error.message };
  }
}`,
  }),
  good("a rate limit over a state", {
    kind: "reducer",
    input: { state, at: "string", most: "integer" },
    output: { state: "object", allowed: "boolean" },
    code: `function execute({ state, at, most }) {
  const now = Date.parse(at);
  if (Number.isNaN(now)) throw new Error("at must be a date");
  const recent = (state?.times ?? []).filter((time) => now - time < 60_000);
  const allowed = recent.length < most;
  if (allowed) recent.push(now);
  return { state: { times: recent }, allowed };
}`,
  }),
  good("an accumulator by another name", {
    kind: "reducer",
    input: { totals: state, order: "object" },
    output: { totals: "object" },
    code: `async function execute(inputs) {
  const { totals, order } = inputs;
  if (!order?.customer) throw new Error("order must name a customer");
  const next = { ...(totals ?? {}) };
  next[order.customer] = (next[order.customer] ?? 0) + order.amount;
  return { totals: next };
}`,
  }),
  good("a fan-out plan", {
    kind: "orchestrator",
    input: { regions: "array", job: "string" },
    output: { plan: { type: "object", properties: { parallel: { type: "array" } } } },
    code: `async function execute({ regions, job }) {
  if (!Array.isArray(regions) || regions.length === 0) throw new Error("regions must not be empty");
  const parallel = regions.map((region) => ({ step: \`\${job}@\${region}\`, inputs: { region } }));
  return { plan: { parallel, then: [{ step: "merge", after: parallel.map(({ step }) => step) }] } };
}`,
  }),
  bad("a reducer that sorts its state in place", "reducer-mutation", {
    kind: "reducer",
    input: { state, value: "number" },
    output: { state: "object" },
    code: `async function execute(inputs) {
  const { state, value } = inputs;
  if (typeof value !== "number") throw new Error("value must be a number");
  state.values.sort((a, b) => a - b);
  return { state: { values: state.values.concat(value) } };
}`,
  }),
  bad("a reducer that assigns into its state", "reducer-mutation", {
    kind: "reducer",
    input: { state, key: "string" },
    output: { state: "object" },
    code: `async function execute({ state, key }) {
  if (typeof key !== "string") throw new Error("key must be a string");
  Object.assign(state, { [key]: true });
  delete state.stale;
  return { state };
}`,
  }),
  bad("a reducer that counts beside itself", "reducer-state", {
    kind: "reducer",
    input: { event: "string" },
    output: { seen: "integer" },
    code: `const seen = new Set();
function execute({ event }) {
  if (!event) throw new Error("event must be given");
  seen.add(event);
  return { seen: seen.size };
}`,
  }),
  bad("an orchestrator that answers yes or no", "orchestrator-plan", {
    kind: "orchestrator",
    input: { jobs: "array" },
    output: { ready: "boolean", message: "string" },
    code: `async function execute({ jobs }) {
  if (!Array.isArray(jobs)) throw new Error("jobs must be a list");
  return { ready: jobs.every((job) => job.ready), message: "checked" };
}`,
  }),
  bad("an answer that is read without a look", "unchecked-status", {
    hosts: ["api.example.com"],
    input: { user: "string" },
    output: { name: "string" },
    code: `const load = (ctx, path) => ctx.fetch("https://api.example.com" + path, { signal: AbortSignal.timeout(900) }).then((r) => r.json());
async function execute({ user }, ctx) {
  if (typeof user !== "string") throw new Error("user must be a string");
  const { name } = await load(ctx, "/users/" + user);
  return { name };
}`,
  }),
  bad("a request that may last for ever", "no-time-limit", {
    hosts: ["api.example.com"],
    input: { user: "string" },
    output: { name: "string" },
    code: `async function execute({ user }, { fetch }) {
  if (typeof user !== "string") throw new Error("user must be a string");
  const answer = await fetch(\`https://api.example.com/users/\${user}\`, { method: "GET" });
  if (answer.status !== 200) throw new Error("status " + answer.status);
  return await answer.json();
}`,
  }),
  bad("a failure that is only logged", "swallowed-error", {
    hosts: ["api.example.com"],
    input: { text: "string" },
    output: { done: "boolean" },
    code: `async function execute(inputs, ctx) {
  if (!inputs.text) throw new Error("text must be given");
  try {
    const r = await ctx.fetch("https://api.example.com/", { method: "POST", body: inputs.text, signal: AbortSignal.timeout(900) });
    if (!r.ok) throw new Error("status " + r.status);
  } catch (e) {
    console.error("failed", e);
  }
  return { done: true };
}`,
  }),
  bad("compute with a request in a helper", "compute-fetch", {
    kind: "compute",
    hosts: ["api.example.com"],
    input: { text: "string" },
    output: { result: {} },
    code: `async function ask(client, text) {
  const r = await client.fetch("https://api.example.com/?q=" + text, { signal: AbortSignal.timeout(900) });
  if (!r.ok) throw new Error("no");
  return r.json();
}
async function execute({ text }, ctx) { return { result: await ask(ctx, text) }; }`,
  }),
];
