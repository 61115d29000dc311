/** What the size of the function leaves to the code it runs. */
export interface FunctionSize {
  /** Of one processor, at most 1: guest code has a single thread. */
  readonly processorShare: number;
  /** The most memory an instance can ever have: the engine's own needs come on top of a run's. */
  readonly ceilingMb: number;
  /** The most a run may be given. */
  readonly mostRunMb: number;
}

/** Lambda gives one processor to a function of this size, to others in proportion. */
const memoryMbOfOneProcessor = 1_769;

/** The process with its workers and their compiled code, before any guest has memory. */
const reservedMb = 160;

const ceilingPerRun = 1.5;
const mostCeilingMb = 192;
const leastRunMb = 8;

/** Throws if the function is so small that not even the smallest run fits. */
export function functionSize(memoryMb: number = memoryMbOfOneProcessor): FunctionSize {
  const ceilingMb = Math.min(mostCeilingMb, memoryMb - reservedMb);
  const mostRunMb = Math.floor(ceilingMb / ceilingPerRun);
  if (mostRunMb < leastRunMb) {
    const least = reservedMb + leastRunMb * ceilingPerRun;
    throw new Error(`a function of ${memoryMb} MB is too small for the sandbox: give it ${least}`);
  }
  return {
    processorShare: Math.min(1, memoryMb / memoryMbOfOneProcessor),
    ceilingMb,
    mostRunMb,
  };
}
