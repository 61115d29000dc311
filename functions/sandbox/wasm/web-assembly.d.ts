/**
 * The part of WebAssembly that is used here. TypeScript has it only in its library for browsers,
 * which would bring the page's globals with it.
 */
declare namespace WebAssembly {
  type Module = object;
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Module: {
    new (bytes: Uint8Array): Module;
    imports(module: Module): { readonly name: string }[];
  };
}
