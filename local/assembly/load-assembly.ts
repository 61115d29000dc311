import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { UnsupportedTemplate } from "./intrinsics.ts";
import { createStack, type LocalStack, type StackContext } from "./stack.ts";
import { AssetManifest, Manifest, type Resource, Template } from "./template.ts";

/** A resource with its properties resolved. */
export interface ResolvedResource {
  readonly stack: LocalStack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Ref`, `Arn` and the like give. */
  readonly physical: ReturnType<LocalStack["physical"]>;
}

export interface Assembly {
  readonly stacks: readonly LocalStack[];
  /** All resources of these types, from all stacks, in the order of the templates. */
  ofType(...types: string[]): ResolvedResource[];
  /** Directory of the code that a function's `Code` property names. */
  codeDirectory(code: unknown): string;
}

const StackProperties = z.object({
  templateFile: z.string(),
  stackName: z.string().optional(),
});
const AssetProperties = z.object({ file: z.string() });
const NestedProperties = z.object({ directoryName: z.string() });
const Code = z.object({ S3Key: z.string() });

interface Found {
  readonly templates: { readonly name: string; readonly template: Template }[];
  /** Object key to path of the asset. */
  readonly assets: Map<string, string>;
}

/** Reads a synthesized cloud assembly (`cdk.out`). */
export async function loadAssembly(
  directory: string,
  context: Pick<StackContext, "parameters" | "queueUrl">,
): Promise<Assembly> {
  const found = await readDirectory(directory);
  const stacks: LocalStack[] = [];
  const importValue = (name: string) => exported(stacks, name);
  for (const { name, template } of found.templates) {
    stacks.push(createStack(name, template, { ...context, importValue }));
  }
  return {
    stacks,
    ofType: (...types) => stacks.flatMap((stack) => resourcesOf(stack, types)),
    codeDirectory: (code) => assetOf(found.assets, code),
  };
}

function resourcesOf(stack: LocalStack, types: readonly string[]): ResolvedResource[] {
  return Object.entries(stack.resources)
    .filter(([, resource]) => types.includes(resource.Type))
    .map(([logicalId, resource]) => resolved(stack, logicalId, resource));
}

function resolved(stack: LocalStack, logicalId: string, resource: Resource): ResolvedResource {
  const properties = z.record(z.string(), z.unknown()).parse(stack.resolve(resource.Properties));
  const physical = stack.physical(logicalId);
  return { stack, logicalId, type: resource.Type, properties, physical };
}

function exported(stacks: readonly LocalStack[], name: string): unknown {
  for (const stack of stacks) {
    const value = stack.exported(name);
    if (value) return value();
  }
  throw new UnsupportedTemplate(`no stack of the assembly exports ${name}`);
}

function assetOf(assets: ReadonlyMap<string, string>, code: unknown): string {
  const key = Code.parse(code).S3Key;
  const path = assets.get(key);
  if (path === undefined) throw new UnsupportedTemplate(`the assembly has no asset ${key}`);
  return path;
}

async function readDirectory(directory: string): Promise<Found> {
  const found: Found = { templates: [], assets: new Map() };
  const manifest = Manifest.parse(await readJson(join(directory, "manifest.json")));
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    if (artifact.type === "aws:cloudformation:stack") {
      const properties = StackProperties.parse(artifact.properties);
      const template = Template.parse(await readJson(join(directory, properties.templateFile)));
      found.templates.push({ name: properties.stackName ?? id, template });
    } else if (artifact.type === "cdk:asset-manifest") {
      const file = AssetProperties.parse(artifact.properties).file;
      await readAssets(directory, file, found.assets);
    } else if (artifact.type === "cdk:cloud-assembly") {
      const nested = NestedProperties.parse(artifact.properties).directoryName;
      const inner = await readDirectory(join(directory, nested));
      found.templates.push(...inner.templates);
      for (const [key, path] of inner.assets) found.assets.set(key, path);
    }
  }
  return found;
}

async function readAssets(directory: string, file: string, assets: Map<string, string>) {
  const manifest = AssetManifest.parse(await readJson(join(directory, file)));
  for (const { source, destinations } of Object.values(manifest.files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (objectKey && source.path) assets.set(objectKey, join(directory, source.path));
    }
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}
