import { fileURLToPath } from "node:url";

/**
 * The files the sandbox reads at run time. `from` is a package path or an absolute path (both
 * resolve with `require.resolve`); `to` is the name beside the bundle.
 */
export interface Asset {
  readonly from: string;
  readonly to: string;
}

export const extensionNames = ["url", "encoding", "headers", "crypto", "structured-clone"] as const;

/** The prelude's modules; none may import anything but one of its own folder. */
const guestModules = [
  "abort",
  "locale",
  "logging",
  "output",
  "prelude",
  "primordials",
  "requests",
  "responses",
  "thrown",
  "timers",
  "url",
] as const;

const guestPath = (name: string) => fileURLToPath(new URL(`./guest/${name}.js`, import.meta.url));

export const engineAsset: Asset = { from: "quickjs-wasi/quickjs.wasm", to: "quickjs.wasm" };

export const extensionAssets: readonly Asset[] = extensionNames.map((name) => ({
  from: `quickjs-wasi/${name}.so`,
  to: `${name}.so`,
}));

export const guestAssets: readonly Asset[] = guestModules.map((name) => ({
  from: guestPath(name),
  to: `guest-${name}.js`,
}));

export const assets: readonly Asset[] = [engineAsset, ...extensionAssets, ...guestAssets];
