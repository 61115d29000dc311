import { describe, expect, test } from "vitest";
import { functionSize } from "../../../functions/sandbox/function-size.ts";

describe("functionSize", () => {
  test.each([
    [256, { processorShare: 256 / 1_769, ceilingMb: 96, mostRunMb: 64 }],
    [512, { processorShare: 512 / 1_769, ceilingMb: 192, mostRunMb: 128 }],
    [1_769, { processorShare: 1, ceilingMb: 192, mostRunMb: 128 }],
    [10_240, { processorShare: 1, ceilingMb: 192, mostRunMb: 128 }],
  ])("of %i MB", (memoryMb, size) => {
    expect(functionSize(memoryMb)).toEqual(size);
  });

  test("outside Lambda is that of one processor", () => {
    expect(functionSize(undefined)).toEqual(functionSize(1_769));
  });

  test("refuses one that has no room for a run, and says what would do", () => {
    expect(() => functionSize(128)).toThrow("128 MB is too small for the sandbox: give it 172");
    expect(functionSize(172).mostRunMb).toBe(8);
  });
});
