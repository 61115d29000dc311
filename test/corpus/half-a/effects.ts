import { type CorpusNode, good } from "../corpus-node.ts";

/** Nodes that call hosts as they should. */
export const effects: readonly CorpusNode[] = [
  good("a request with a time limit", {
    hosts: ["api.example.com"],
    input: { id: "string" },
    output: { item: {} },
    code: `async function execute(inputs, ctx) {
  if (typeof inputs.id !== "string") throw new Error("id must be a string");
  const response = await ctx.fetch("https://api.example.com/items/" + encodeURIComponent(inputs.id), {
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error("the service answered " + response.status);
  return { item: await response.json() };
}`,
  }),
  good("pages bounded by a counter", {
    hosts: ["api.example.com"],
    input: { query: "string" },
    output: { items: "array", pages: "integer" },
    code: `const BASE = "https://api.example.com";
const MOST_PAGES = 10;
async function getPage(ctx, query, page) {
  const url = new URL("/v2/search", BASE);
  url.searchParams.set("q", query);
  url.searchParams.set("page", String(page));
  const res = await ctx.fetch(url, { signal: AbortSignal.timeout(4000) });
  if (res.status !== 200) throw new Error(\`page \${page}: HTTP \${res.status}\`);
  return res.json();
}
async function execute({ query }, ctx) {
  if (!query) throw new Error("query must not be empty");
  const items = [];
  let page = 1;
  while (true) {
    const { results = [], more } = await getPage(ctx, query, page);
    items.push(...results);
    if (!more || page >= MOST_PAGES) break;
    page += 1;
  }
  return { items, pages: page };
}`,
  }),
  good("retries with a growing pause", {
    hosts: ["hooks.example.com"],
    input: { message: "string", key: "string" },
    output: { delivered: "boolean", attempts: "integer" },
    code: `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function execute(inputs, ctx) {
  const { message, key } = inputs;
  if (typeof message !== "string" || message.trim() === "") throw new Error("message must not be empty");
  let last = "no answer";
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 3000);
      const response = await ctx.fetch("https://hooks.example.com/in", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: \`Bearer \${key}\` },
        body: JSON.stringify({ message }),
        signal: controller.signal,
      });
      clearTimeout(timer);
      if (response.ok) return { delivered: true, attempts: attempt };
      last = \`status \${response.status}\`;
    } catch (error) {
      last = error.message;
    }
    await sleep(2 ** attempt * 100);
  }
  throw new Error(\`not delivered: \${last}\`);
}`,
  }),
  good("the address is an input", {
    hosts: ["input:url"],
    input: { url: "string" },
    output: { status: "integer", text: "string" },
    code: `async function execute({ url }, { fetch, log }) {
  if (!URL.canParse(url)) throw new Error("url must be an address");
  const response = await fetch(url, { signal: AbortSignal.timeout(8_000) });
  log(response.status);
  return { status: response.status, text: await response.text() };
}`,
  }),
  good("two hosts, one chosen by an input", {
    hosts: ["eu.example.com", "us.example.com"],
    input: { region: "string" },
    output: { data: {} },
    code: `const hosts = { eu: "https://eu.example.com", us: "https://us.example.com" };
async function execute({ region }, ctx) {
  if (!Object.hasOwn(hosts, region)) throw new Error("region must be eu or us");
  const answer = await ctx.fetch(\`\${hosts[region]}/v1/data\`, { signal: AbortSignal.timeout(2000) });
  if (answer.status >= 400) throw new Error("status " + answer.status);
  return { data: await answer.json() };
}`,
  }),
  good("requests side by side through a helper", {
    hosts: ["api.example.com"],
    input: { ids: "array" },
    output: { found: "array", failed: "array" },
    code: `const options = () => ({ method: "GET", signal: AbortSignal.timeout(5000) });
const load = async (ctx, path) => {
  const response = await ctx.fetch("https://api.example.com" + path, options());
  if (!response.ok) throw new Error(path + " gave " + response.status);
  return await response.json();
};
async function execute(inputs, ctx) {
  if (!Array.isArray(inputs.ids)) throw new Error("ids must be a list");
  const settled = await Promise.allSettled(inputs.ids.map((id) => load(ctx, \`/users/\${id}\`)));
  const found = settled.filter((s) => s.status === "fulfilled").map((s) => s.value);
  const failed = settled.filter((s) => s.status === "rejected").map((s) => s.reason.message);
  return { found, failed };
}`,
  }),
  good("GraphQL with errors under 200", {
    hosts: ["graph.example.com"],
    input: { login: "string" },
    output: { name: "string" },
    code: `const query = \`query ($login: String!) { user(login: $login) { name } }\`;
async function execute({ login }, ctx) {
  if (typeof login !== "string") throw new TypeError("login must be a string");
  const { ok, status, json } = await post(ctx, { query, variables: { login } });
  if (!ok) throw new Error(\`HTTP \${status}\`);
  if (json.errors?.length > 0) throw new Error(json.errors[0].message);
  return { name: json.data.user.name };
}
async function post(ctx, body) {
  const response = await ctx.fetch("https://graph.example.com/graphql", {
    method: "POST",
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });
  return { ok: response.ok, status: response.status, json: await response.json() };
}`,
  }),
  good("a client class", {
    hosts: ["api.example.com"],
    input: { city: "string" },
    output: { celsius: "number" },
    code: `class Weather {
  constructor(ctx) { this.ctx = ctx; this.base = "https://api.example.com/weather"; }
  async of(city) {
    const response = await this.ctx.fetch(this.base + "?city=" + encodeURIComponent(city), {
      signal: AbortSignal.timeout(1500),
    });
    if (!response.ok) throw new Error("no weather: " + response.status);
    return (await response.json()).celsius;
  }
}
async function execute(inputs, ctx) {
  if (typeof inputs.city !== "string" || inputs.city === "") throw new Error("city must be given");
  return { celsius: await new Weather(ctx).of(inputs.city) };
}`,
  }),
  good("a time limit by a race", {
    hosts: ["api.example.com"],
    input: { text: "string" },
    output: { result: "string" },
    code: `const limit = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), ms));
async function execute({ text }, ctx) {
  if (typeof text !== "string") throw new Error("text must be a string");
  const response = await Promise.race([
    ctx.fetch("https://api.example.com/translate", { method: "POST", body: text }),
    limit(4000),
  ]);
  if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
  return { result: await response.text() };
}`,
  }),
  good("the clock in an effect", {
    hosts: ["api.example.com"],
    input: { event: "string" },
    output: { sent_at: "string", id: "string" },
    code: `async function execute(inputs, ctx) {
  if (!inputs.event) throw new Error("event must be given");
  const id = crypto.randomUUID();
  const sent_at = new Date().toISOString();
  const response = await ctx.fetch("https://api.example.com/events", {
    method: "PUT",
    headers: { "idempotency-key": id },
    body: JSON.stringify({ event: inputs.event, sent_at }),
    signal: AbortSignal.timeout(3000),
  });
  if (response.status !== 201) throw new Error("expected 201, got " + response.status);
  return { sent_at, id };
}`,
  }),
];
