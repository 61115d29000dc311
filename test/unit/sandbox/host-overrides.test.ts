import { expect, test } from "vitest";
import { readHostOverrides } from "../../../functions/sandbox/requests/host-overrides.ts";

test("declared hosts go to servers of this machine, whatever their spelling", () => {
  expect(readHostOverrides(undefined)).toEqual({});
  expect(readHostOverrides('{"API.example.": "http://127.0.0.1:9000"}')).toEqual({
    "api.example": "http://127.0.0.1:9000",
  });
  expect(
    readHostOverrides('{"a.example": "http://localhost:1", "b.example": "http://[::1]:2"}'),
  ).toEqual({
    "a.example": "http://localhost:1",
    "b.example": "http://[::1]:2",
  });
});

test.each([
  '{"a.example": "http://10.0.0.1"}',
  '{"a.example": "http://127.0.0.1.evil.example"}',
  '{"a.example": "https://evil.example"}',
  '{"a.example": "file:///etc/passwd"}',
  '{"a.example": 5}',
  "[]",
  "not JSON",
])("refuses %s", (text) => {
  expect(() => readHostOverrides(text)).toThrow();
});
