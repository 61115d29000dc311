import { numberBytes, readNumber, withSection } from "./module-sections.ts";

const exportSection = 7;

/**
 * The module without the exports nobody asks for. V8 makes an object for each one with every
 * instance, which for the engine's hundreds is a fifth of what an instance costs.
 */
export function withKeptExports(module: Uint8Array, isKept: (name: string) => boolean): Uint8Array {
  return withSection(module, exportSection, (body) => {
    const count = readNumber(body, 0);
    const kept: Uint8Array[] = [];
    let position = count.next;
    for (let index = 0; index < count.value; index += 1) {
      const start = position;
      const length = readNumber(body, position);
      const nameEnd = length.next + length.value;
      const kindBytes = 1;
      position = readNumber(body, nameEnd + kindBytes).next;
      const name = new TextDecoder().decode(body.subarray(length.next, nameEnd));
      if (isKept(name)) kept.push(body.subarray(start, position));
    }
    return Buffer.concat([Uint8Array.from(numberBytes(kept.length)), ...kept]);
  });
}
