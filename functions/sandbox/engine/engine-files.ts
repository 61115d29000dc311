/** The engine's files that are read at run time, as paths of its package. */
export const engineFile = "quickjs-wasi/quickjs.wasm";

const extensionNames = ["url", "encoding", "headers", "crypto", "structured-clone"] as const;

export const extensionFiles = extensionNames.map((name) => ({
  name,
  file: `quickjs-wasi/${name}.so`,
}));
