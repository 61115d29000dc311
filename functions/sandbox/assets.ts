import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { engineFile, extensionFiles } from "./engine/engine-files.ts";

/**
 * The files the sandbox reads at run time. `from` is a package path or an absolute path (both
 * resolve with `require.resolve`); `to` is the name beside the bundle.
 */
export interface Asset {
  readonly from: string;
  readonly to: string;
}

/** The prelude's modules; none may import anything but one of its own folder. */
const guestModules = [
  "abort",
  "call-place",
  "cryptography",
  "locale",
  "locale-classes",
  "locale-methods",
  "logging",
  "output",
  "prelude",
  "primordials",
  "requests",
  "responses",
  "text-decoder",
  "thrown",
  "timers",
  "url",
] as const;

const guestPath = (name: string) => fileURLToPath(new URL(`./guest/${name}.js`, import.meta.url));

const packaged = (file: string): Asset => ({ from: file, to: basename(file) });

export const engineAsset = packaged(engineFile);

export const extensionAssets = extensionFiles.map(({ name, file }) => ({
  name,
  asset: packaged(file),
}));

export const guestAssets: readonly Asset[] = guestModules.map((name) => ({
  from: guestPath(name),
  to: `guest-${name}.js`,
}));

export const assets: readonly Asset[] = [
  engineAsset,
  ...extensionAssets.map(({ asset }) => asset),
  ...guestAssets,
];
