import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, resolve } from "node:path";
import { type Node, type Program, parse } from "acorn";
import { base, type RecursiveVisitors, simple } from "acorn-walk";
import { transform } from "esbuild";

const root = resolve(import.meta.dirname, "../../..");
const folders = ["schemas", "shared", "functions", "cdk", "local", "bench", "evals", "test"];

export interface SourceFile {
  /** From the repository: `shared/nodes/get-node.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports, types too: a path from the repository, a package, or `node:…`. */
  readonly imports: readonly string[];
  readonly program: Program;
}

/** All code of the repository, parsed. */
export function sourceFiles(): Promise<SourceFile[]> {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|js|mjs|cjs)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  return Promise.all(paths.sort().map(readSource));
}

async function readSource(path: string): Promise<SourceFile> {
  const text = readFileSync(join(root, path), "utf8");
  const program = await parseSource(text);
  return { path, text, program, imports: importsOf(program).map((name) => placeOf(path, name)) };
}

/** The syntax tree, with imports of types kept as if they were of values. */
export async function parseSource(text: string): Promise<Program> {
  const withTypes = text
    .replace(/^import type /gm, "import ")
    .replace(/^export type (?=[{*])/gm, "export ");
  const { code } = await transform(withTypes, {
    loader: "ts",
    format: "esm",
    target: "esnext",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return parse(code, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true });
}

export function importsOf(program: Program): string[] {
  const names: string[] = [];
  const add = (source: Node | null | undefined) => {
    if (source?.type === "Literal" && "value" in source) names.push(String(source.value));
  };
  simple(program, {
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
  });
  return names;
}

function placeOf(importer: string, name: string): string {
  if (name.startsWith("#")) return name.slice(1);
  if (name.startsWith(".")) return normalize(join(dirname(importer), name));
  return name;
}

const noVisit = () => {};

/** Walks what runs when a file is loaded, and nothing inside a function. */
const whenLoaded: RecursiveVisitors<unknown> = { ...base, Function: noVisit };

/** Whether the environment is read: anywhere, or only while the file is loaded. */
export function readsEnvironment(program: Program, when: "ever" | "loading"): boolean {
  let reads = false;
  const visitors = {
    MemberExpression({ object, property }: { object: Node; property: Node }) {
      if (isNamed(object, "process") && isNamed(property, "env")) reads = true;
    },
  };
  simple(program, visitors, when === "ever" ? base : whenLoaded);
  return reads;
}

/** Names of the clients that loading the file would make. */
export function clientsMadeLoading(program: Program): string[] {
  const clients: string[] = [];
  simple(
    program,
    {
      NewExpression({ callee }) {
        if (callee.type === "Identifier" && callee.name.endsWith("Client"))
          clients.push(callee.name);
      },
    },
    whenLoaded,
  );
  return clients;
}

const isNamed = (node: Node, name: string) =>
  node.type === "Identifier" && "name" in node && node.name === name;
