import { beforeEach, describe, expect, it } from "vitest";
import type { NodeId } from "#schemas/identifiers.ts";
import type { NodeChanges, NodeTest, Verification } from "#schemas/node.ts";
import type { RunReply, SandboxRequest } from "#schemas/sandbox.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import { testNode } from "#shared/nodes/test-node.ts";
import { updateNode } from "#shared/nodes/update-node.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { firstWrite, newTenant } from "../../support/stores/node-samples.ts";

const clock = { now: () => new Date("2031-02-03T04:05:06.789Z") };
const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };

const code = `async function execute(inputs, ctx) {
  if (typeof inputs.csv !== "string") throw new Error("csv must be text");
  return { rows: [] };
}`;
const tests: NodeTest[] = [
  { name: "empty", inputs: { csv: "" }, expected: { rows: [] } },
  { name: "one", inputs: { csv: "a" }, expected: { rows: [] } },
  { name: "bad", inputs: { csv: 5 }, error: { matches: "must be text" } },
];
const schemas = {
  input_schema: { type: "object", properties: { csv: { type: "string" } }, required: ["csv"] },
  output_schema: { type: "object", properties: { rows: { type: "array" } } },
};
const offline = { code: "offline-provider", message: "No language model was used." };

const stats = { cpu_ms: 1, wall_ms: 2, memory_bytes: 3, fetches: [], logs_dropped: 0 };

/** Answers every run with the same output, or as the code above does where the input is no text. */
function fakeSandbox(output: RunReply["output"] = { rows: [] }) {
  const requests: SandboxRequest[] = [];
  const replyTo = (inputs: unknown): RunReply =>
    typeof (inputs as { csv?: unknown }).csv === "string"
      ? { status: "success", output, logs: [], stats }
      : { status: "error", error: { name: "Error", message: "csv must be text" }, logs: [], stats };
  return {
    requests,
    run: async (request: SandboxRequest) => {
      requests.push(request);
      return { replies: request.runs.map(({ inputs }) => replyTo(inputs)) };
    },
  };
}

let nodes: NodeStore;
let id: NodeId;
const longReport: Verification = {
  status: "passed",
  passed: 1,
  failed: 0,
  results: [{ name: "long", outcome: "passed", duration_ms: 1, actual: "x".repeat(40_000) }],
  ran_at: "2031-01-01T00:00:00.000Z",
};

beforeEach(async () => {
  nodes = memoryNodeStore();
  const write = firstWrite({
    content: { execution_code: code, tests, ...schemas, warnings: [offline] },
  });
  id = write.head.id;
  await nodes.write(caller.tenant, { ...write, verification: longReport });
});

const onFault = (error: unknown) => {
  throw error;
};

const update = (changes: NodeChanges, sandbox = fakeSandbox(), more = {}) =>
  updateNode({ caller, id, changes, ...more }, { nodes, sandbox, clock, onFault });

const newestReport = async (n: number) =>
  (await nodes.getVersion(caller.tenant, id, n))?.verification;

describe("a change of words", () => {
  it("runs nothing, keeps the warnings, and keeps the whole report", async () => {
    const sandbox = fakeSandbox();
    const node = await update({ name: "Rows", changeDescription: "<b>Shorter</b>" }, sandbox);
    expect(node).toMatchObject({ version: 2, name: "Rows", warnings: [offline] });
    expect(sandbox.requests).toEqual([]);
    expect(await newestReport(2)).toEqual(longReport);
    const { items } = await nodes.listVersions(caller.tenant, id, { limit: 1 });
    expect(items[0]?.change_description).toBe("Shorter");
  });

  it("warns of removed markup once, and not after it is gone", async () => {
    for (const _ of [1, 2]) {
      const node = await update({ name: "<b>Rows</b> of text" });
      expect(node.warnings.filter(({ code }) => code === "markup-removed")).toHaveLength(1);
    }
    expect((await update({ name: "Clean" })).warnings).toEqual([offline]);
  });

  it("names what changed where the caller does not", async () => {
    await update({ name: "Rows", tags: ["new"] });
    const { items } = await nodes.listVersions(caller.tenant, id, { limit: 1 });
    expect(items[0]?.change_description).toBe("Changed name, tags");
  });
});

describe("a change of the form", () => {
  const form = {
    label: "Rows",
    description: "",
    formFields: [{ key: "csv", label: "CSV", widget: "text" as const }],
    style: { color: "#000000", icon: "box" },
  };

  it("is checked, and leaves what the caller must know of the code", async () => {
    const node = await update({ ui_config: form });
    expect(node.warnings).toEqual([offline]);
  });

  it("whose ports no schema has is refused", async () => {
    const port = { id: "zzz", label: "Z", type: "string", required: true };
    const node_definition = { type: "generatedNode", kind: "compute", inputs: [port], outputs: [] };
    await expect(update({ node_definition } as NodeChanges)).rejects.toMatchObject({
      code: "node_rejected",
      errors: [expect.objectContaining({ path: "node_definition.inputs[0].id" })],
    });
  });

  it("that names no input is refused", async () => {
    const formFields = [{ key: "nothing", label: "?", widget: "text" as const }];
    await expect(update({ ui_config: { ...form, formFields } })).rejects.toMatchObject({
      code: "node_rejected",
    });
  });
});

describe("a change of behaviour", () => {
  it("runs the tests and stores what they show", async () => {
    const sandbox = fakeSandbox();
    const node = await update({ execution_code: `${code}\n` }, sandbox);
    expect(sandbox.requests.length).toBeGreaterThan(0);
    expect(node).toMatchObject({ verification: { status: "passed", passed: 3 }, provenance: null });
    expect(node.warnings).not.toContainEqual(offline);
  });

  it("is stored though tests fail, and says so", async () => {
    const node = await update({ execution_code: `${code}\n` }, fakeSandbox({ rows: [1] }));
    expect(node.verification).toMatchObject({ status: "failed", failed: 2 });
    expect(node.warnings.map((warning) => warning.code)).toContain("tests-failed");
  });

  it("is refused with every error of the checks, and nothing is stored", async () => {
    const hostile = "async function execute(inputs, ctx) { return { rows: eval(inputs.csv) }; }";
    const refused = update({ execution_code: hostile });
    await expect(refused).rejects.toMatchObject({
      code: "node_rejected",
      errors: [
        {
          path: expect.stringMatching(/^line 1:/),
          code: "unknown-name",
          message: "`eval` is not available. Write the code directly.",
        },
      ],
    });
    expect((await nodes.get(caller.tenant, id))?.head.version).toBe(1);
  });

  it("derives the ports anew", async () => {
    const properties = { rows: { type: "array" }, count: { type: "integer" } };
    const node = await update({ output_schema: { type: "object", properties } });
    expect(node.node_definition.outputs.map((port) => port.id)).toEqual(["rows", "count"]);
  });

  it("that took too long writes nothing after the caller was told", async () => {
    const timeout = new AbortController();
    const slow = {
      ...fakeSandbox(),
      run: async (request: SandboxRequest) => {
        timeout.abort();
        return fakeSandbox().run(request);
      },
    };
    const changes = { execution_code: `${code}\n` };
    await expect(update(changes, slow, { signal: timeout.signal })).rejects.toThrow();
    expect((await nodes.get(caller.tenant, id))?.head.version).toBe(1);
  });
});

describe("testNode", () => {
  const test = (inputs: object, sandbox = fakeSandbox(), version?: number) =>
    testNode({ caller, id, inputs: { ...inputs }, version }, { nodes, sandbox });

  it("tells what ran, where, and under which limits", async () => {
    const answer = await test({ csv: "a" });
    expect(answer).toMatchObject({
      result: { status: "success", output: { rows: [] }, violations: [] },
      executionTime: "2ms",
      run: { version: 1, codeHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it("shows the node's own failure as data", async () => {
    const wrong = await test({ csv: "a" }, fakeSandbox({ rows: "none" }));
    expect(wrong.result).toMatchObject({ status: "invalid_output" });
    expect(wrong.result.violations).toHaveLength(1);
  });

  it("refuses inputs that break the schema, each path named", async () => {
    await expect(test({ csv: 5 })).rejects.toMatchObject({
      code: "invalid_inputs",
      errors: [expect.objectContaining({ path: "inputs.csv" })],
    });
  });

  it("runs an older version where asked, and no absent one", async () => {
    await update({ execution_code: `${code}\n` });
    expect((await test({ csv: "a" }, fakeSandbox(), 1)).run.version).toBe(1);
    await expect(test({ csv: "a" }, fakeSandbox(), 7)).rejects.toMatchObject({ code: "not_found" });
  });
});
