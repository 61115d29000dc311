/**
 * Changes to a WebAssembly module before it is compiled.
 * Binary format: https://webassembly.github.io/spec/core/binary/modules.html
 */
const headerBytes = 8;

/** The module with another body in the section of this number; all else stays as it is. */
export function withSection(
  module: Uint8Array,
  section: number,
  change: (body: Uint8Array) => Uint8Array,
): Uint8Array {
  const parts: Uint8Array[] = [module.subarray(0, headerBytes)];
  let position = headerBytes;
  while (position < module.length) {
    const start = position;
    const length = readNumber(module, position + 1);
    position = length.next + length.value;
    if (module[start] !== section) {
      parts.push(module.subarray(start, position));
      continue;
    }
    const body = change(module.subarray(length.next, position));
    parts.push(Uint8Array.from([section, ...numberBytes(body.length)]), body);
  }
  return Buffer.concat(parts);
}

/** Reads an unsigned LEB128 number. */
export function readNumber(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let shift = 0;
  let position = start;
  for (;;) {
    const byte = bytes[position];
    if (byte === undefined) throw new Error("the engine module ends in the middle of a number");
    position += 1;
    value += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) return { value, next: position };
    shift += 7;
  }
}

/** Writes an unsigned LEB128 number. */
export function numberBytes(number: number): number[] {
  const bytes: number[] = [];
  let rest = number;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}
