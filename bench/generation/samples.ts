import type { NodeContent, NodeSummary } from "#schemas/node.ts";
import type { ReferenceStore } from "#shared/generation/references/find-references.ts";
import type { Pattern, PromptLibrary } from "#shared/patterns/prompt-library.ts";
import {
  firstWrite,
  instant,
  newNodeId,
  sampleContent,
} from "../../test/support/stores/node-samples.ts";

/** What is asked for in turn: near one pattern, near several, near none, for every kind of node. */
export const requests: readonly string[] = [
  "Convert CSV text with a header row to an array of objects",
  "Group the orders by customer and sum their amounts, then sort by the sum",
  "Fetch JSON from an API, with a retry on 429 that honours Retry-After",
  "Download all pages of an API that gives a cursor",
  "Turn a product title into a slug for an address",
  "Remove duplicates from a list of contacts by their email, the newest one stays",
  "A running average of temperatures with the deviation so far",
  "Plan the order of tasks that depend on each other and say which run in parallel",
  "Parse a German date like 03.05.2026 into ISO 8601",
  "Check an IBAN and say what is wrong with it",
  "Ich brauche einen Knoten, der Rechnungen nach Lieferant gruppiert",
  "Take the invoices of a month, check each one's total against its lines, list those that differ with the difference, round to cents, and give a summary with the number of invoices, the sum of all differences and the supplier with the largest one",
];

const nodeOf = (pattern: Pattern): NodeContent => {
  const { kind, ...node } = pattern.node;
  return sampleContent({
    ...node,
    execution_code: pattern.code,
    node_definition: { type: "generatedNode", kind, inputs: [], outputs: [] },
  });
};

/** The nodes of a tenant that has made `count` of them out of the library, in memory. */
export function tenantNodes({ patterns }: PromptLibrary, count: number): ReferenceStore {
  const nodes = Array.from({ length: count }, (_, index) => {
    const pattern = patterns[index % patterns.length];
    if (pattern === undefined) throw new Error("a library without patterns");
    const content = nodeOf(pattern);
    const name = `${content.name} ${index}`;
    const { head } = firstWrite({ id: newNodeId(), at: index % 60 });
    return { id: head.id, content: { ...content, name }, head };
  });
  const summaries = nodes.map(
    ({ id, content, head }): NodeSummary => ({
      id,
      name: content.name,
      description: content.description,
      category: content.category,
      icon: content.icon,
      tags: [...content.tags],
      version: 1,
      version_count: 1,
      verification: { status: "passed", passed: 3, failed: 0, ran_at: instant(0) },
      is_active: true,
      created_at: head.created_at,
      updated_at: head.updated_at,
    }),
  );
  return {
    list: async () => ({ items: summaries }),
    contents: async (_tenant, wanted) =>
      wanted.map(({ id }) => nodes.find((node) => node.id === id)?.content),
  };
}

/** Helper functions as models write them, each another one, up to `bytes` of code. */
function codeOf(bytes: number): string {
  const helpers: string[] = [];
  for (let n = 1; helpers.join("\n\n").length < bytes - 500; n += 1) helpers.push(helper(n));
  const names = helpers.map((_, index) => `sumOfPart${index + 1}`);
  return `${helpers.join("\n\n")}

async function execute(inputs, ctx) {
  if (!Array.isArray(inputs.rows)) {
    throw new Error('input "rows" must be a list');
  }
  const sums = [${names.join(", ")}].map((sumOf) => sumOf(inputs.rows));
  return { total: sums.reduce((total, sum) => total + sum, 0) };
}
`;
}

const helper = (n: number): string => `function sumOfPart${n}(rows) {
  let sum = 0;
  for (const [index, row] of rows.entries()) {
    if (typeof row.amount${n} !== "number" || !Number.isFinite(row.amount${n})) {
      throw new Error(\`input "rows": the amount of row \${index + 1} must be a number\`);
    }
    sum += Math.round(row.amount${n} * 100) / ${n};
  }
  return sum;
}`;

const schema = (properties: NodeContent["input_schema"]) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const test = (n: number) => ({
  name: `sums the rows of case ${n}`,
  inputs: { rows: Array.from({ length: n }, (_, row) => ({ amount1: row })) },
  expected: { total: n },
});

/** A node with `bytes` of code that the checks find nothing wrong with. */
export const largeNode = (bytes: number): NodeContent =>
  sampleContent({
    execution_code: codeOf(bytes),
    input_schema: schema({ rows: { type: "array", description: "Rows with amounts" } }),
    output_schema: schema({ total: { type: "number", description: "Their sum" } }),
    ui_config: {
      label: "Sum",
      description: "",
      formFields: [{ key: "rows", label: "Rows", widget: "json" }],
      style: { color: "#336699", icon: "sigma" },
    },
    tests: [
      ...[0, 1, 2, 3].map(test),
      { name: "refuses a text", inputs: { rows: "x" }, error: { matches: "must be a list" } },
    ],
  });

/** A reply in two parts of about `bytes`. */
export function largeReply(bytes: number): string {
  const { execution_code, node_definition, provenance, warnings, ...node } = largeNode(
    bytes - 2_500,
  );
  const description = JSON.stringify({ ...node, kind: node_definition.kind }, null, 2);
  return `Here is the node.\n\n\`\`\`json\n${description}\n\`\`\`\n\n\`\`\`js\n${execution_code}\`\`\`\n`;
}
