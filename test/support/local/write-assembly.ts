import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

interface SmallAssembly {
  /** Stack name to template. */
  readonly stacks: Readonly<Record<string, object>>;
  /** Asset name to its files; a function names it as `{ S3Key: "<asset>.zip" }`. */
  readonly code?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Writes a cloud assembly by hand, with just what a test needs in it. */
export async function writeAssembly(directory: string, assembly: SmallAssembly): Promise<string> {
  const artifacts: Record<string, object> = {
    assets: { type: "cdk:asset-manifest", properties: { file: "assets.json" } },
  };
  for (const [name, template] of Object.entries(assembly.stacks)) {
    await write(directory, `${name}.template.json`, JSON.stringify(template));
    artifacts[name] = {
      type: "aws:cloudformation:stack",
      properties: { templateFile: `${name}.template.json`, stackName: name },
    };
  }
  const files: Record<string, object> = {};
  for (const [asset, contents] of Object.entries(assembly.code ?? {})) {
    for (const [file, text] of Object.entries(contents)) {
      await write(directory, `asset.${asset}/${file}`, text);
    }
    files[asset] = {
      source: { path: `asset.${asset}`, packaging: "zip" },
      destinations: { here: { bucketName: "assets", objectKey: `${asset}.zip` } },
    };
  }
  await write(directory, "assets.json", JSON.stringify({ files }));
  await write(directory, "manifest.json", JSON.stringify({ version: "48.0.0", artifacts }));
  return directory;
}

async function write(directory: string, file: string, text: string): Promise<void> {
  const path = join(directory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
