import type { EvalCase } from "../eval-case.ts";

export const bytes: readonly EvalCase[] = [
  {
    id: "xor-checksum",
    tags: ["bytes"],
    request:
      "XOR checksum over `bytes` (a list of numbers 0..255), output `checksum` as two hex digits in capitals. Other numbers are an error that names the input.",
    tests: [
      { name: "two", inputs: { bytes: [1, 2] }, expected: { checksum: "03" } },
      { name: "capitals", inputs: { bytes: [171] }, expected: { checksum: "AB" } },
      { name: "too large", inputs: { bytes: [256] }, error: { matches: "bytes" } },
    ],
  },
  {
    id: "signed-registers",
    tags: ["bytes", "advanced"],
    request:
      "Modbus gives me hex like 'FFFE0010'. Read it as 16 bit signed big endian integers. Input hex, output values.",
    context: { complexity: "advanced" },
    tests: [
      { name: "signed", inputs: { hex: "FFFE0010" }, expected: { values: [-2, 16] } },
      { name: "edges", inputs: { hex: "80007fff" }, expected: { values: [-32768, 32767] } },
      { name: "half a register", inputs: { hex: "FF" }, error: { matches: "hex" } },
    ],
  },
  {
    id: "token-payload",
    tags: ["bytes", "parsing"],
    request:
      "Show what is inside a JWT without checking it: input token, output header and payload as objects. It is base64url and may hold umlauts.",
    tests: [
      {
        name: "umlaut",
        inputs: { token: "eyJhbGciOiJub25lIn0.eyJuYW1lIjoiSsO8cmdlbiJ9." },
        expected: { header: { alg: "none" }, payload: { name: "Jürgen" } },
      },
      { name: "no token", inputs: { token: "abc" }, error: { matches: "token" } },
    ],
  },
  {
    id: "byte-length",
    tags: ["bytes", "text"],
    request: "how many bytes does a text take in utf-8? text -> bytes",
    tests: [
      { name: "ascii", inputs: { text: "abc" }, expected: { bytes: 3 } },
      { name: "euro", inputs: { text: "€" }, expected: { bytes: 3 } },
      { name: "emoji", inputs: { text: "😀" }, expected: { bytes: 4 } },
    ],
  },
];
