import { numberBytes, readNumber, withSection } from "./module-sections.ts";

const memorySection = 5;
const hasMaximumFlag = 1;

export const pageBytes = 65_536;

/**
 * Gives a WebAssembly module a hard maximum of memory. The shipped engine declares none, and its
 * own accounting is code of the engine; this bound is kept by V8 whatever the engine believes.
 */
export function withMemoryCeiling(module: Uint8Array, maximumPages: number): Uint8Array {
  return withSection(module, memorySection, (body) => {
    const count = readNumber(body, 0);
    if (count.value !== 1) throw new Error("the engine module must declare exactly one memory");
    const flags = body[count.next] ?? 0;
    const minimum = readNumber(body, count.next + 1);
    return Uint8Array.from([
      ...numberBytes(1),
      flags | hasMaximumFlag,
      ...numberBytes(minimum.value),
      ...numberBytes(maximumPages),
    ]);
  });
}
