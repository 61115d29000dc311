/** What the calls of a guest to its system are answered from, at any moment. */
interface SystemSources {
  readonly clock: (kind: "wall" | "monotonic") => bigint;
  readonly random: (bytes: Uint8Array) => void;
}

/** The three calls of WASI that an engine makes: it has no files and no network to ask for. */
export function systemCalls(memory: WebAssembly.Memory, sources: () => SystemSources) {
  const realtimeClock = 0;
  return {
    clock_time_get(clockId: number, _precision: bigint, result: number): number {
      const time = sources().clock(clockId === realtimeClock ? "wall" : "monotonic");
      new DataView(memory.buffer).setBigUint64(result, time, true);
      return 0;
    },
    random_get(start: number, length: number): number {
      sources().random(new Uint8Array(memory.buffer, start, length));
      return 0;
    },
    /** The engine's own messages would end up in the host's output. */
    fd_write(_descriptor: number, vectors: number, count: number, written: number): number {
      const view = new DataView(memory.buffer);
      let total = 0;
      for (let index = 0; index < count; index += 1) {
        total += view.getUint32(vectors + index * 8 + 4, true);
      }
      view.setUint32(written, total, true);
      return 0;
    },
  };
}
