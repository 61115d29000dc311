import { expect, test } from "vitest";
import { addressBytes } from "#shared/network/ip-address.ts";

test.each([
  ["1.2.3.4", [1, 2, 3, 4]],
  ["::", Array(16).fill(0)],
  ["::1", [...Array(15).fill(0), 1]],
  ["1::", [0, 1, ...Array(14).fill(0)]],
  ["2001:db8::ff00:42:8329", [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0xff, 0, 0, 0x42, 0x83, 0x29]],
  ["::ffff:1.2.3.4", [...Array(10).fill(0), 0xff, 0xff, 1, 2, 3, 4]],
  ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
  ["fe80::1%eth0", [0xfe, 0x80, ...Array(13).fill(0), 1]],
])("%s is read", (text, bytes) => {
  expect(addressBytes(text)).toEqual(bytes);
});

test.each(["", "host", "1.2.3", "1.2.3.4.5", "::g", "1::2::3", "[::1]"])("%j is none", (text) => {
  expect(addressBytes(text)).toBeUndefined();
});
