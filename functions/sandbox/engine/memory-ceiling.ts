/**
 * Gives a WebAssembly module a hard maximum of memory. The shipped engine declares none, and its
 * own accounting is code of the engine; this bound is kept by V8 whatever the engine believes.
 * Binary format: https://webassembly.github.io/spec/core/binary/modules.html
 */
const headerBytes = 8;
const memorySection = 5;
const hasMaximumFlag = 1;

export const pageBytes = 65_536;

export function withMemoryCeiling(module: Uint8Array, maximumPages: number): Uint8Array {
  const parts: Uint8Array[] = [module.subarray(0, headerBytes)];
  let position = headerBytes;
  while (position < module.length) {
    const start = position;
    const id = module[position];
    const length = readNumber(module, position + 1);
    const end = length.next + length.value;
    const isMemory = id === memorySection;
    parts.push(
      isMemory ? memorySectionWith(module, length.next, maximumPages) : module.subarray(start, end),
    );
    position = end;
  }
  return Buffer.concat(parts);
}

function memorySectionWith(module: Uint8Array, start: number, maximumPages: number): Uint8Array {
  const count = readNumber(module, start);
  if (count.value !== 1) throw new Error("the engine module must declare exactly one memory");
  const flags = module[count.next] ?? 0;
  const minimum = readNumber(module, count.next + 1);
  const body = [
    ...numberBytes(1),
    flags | hasMaximumFlag,
    ...numberBytes(minimum.value),
    ...numberBytes(maximumPages),
  ];
  return Uint8Array.from([memorySection, ...numberBytes(body.length), ...body]);
}

/** Reads an unsigned LEB128 number. */
function readNumber(bytes: Uint8Array, start: number): { value: number; next: number } {
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

function numberBytes(number: number): number[] {
  const bytes: number[] = [];
  let rest = number;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}
