/** The engine's files of its package, and what the extensions are called. */
export const engineFile = "quickjs-wasi/quickjs.wasm";

export const extensionNames = ["url", "encoding", "headers", "crypto", "structured-clone"] as const;

export const extensionFile = (name: string): string => `quickjs-wasi/${name}.so`;
