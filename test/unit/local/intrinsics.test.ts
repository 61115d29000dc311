// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the notation of Fn::Sub

import { describe, expect, it } from "vitest";
import { createResolver } from "../../../local/assembly/intrinsics.ts";

const resolve = createResolver({
  ref: (name) => `<${name}>`,
  attribute: (logicalId, attribute) => `<${logicalId}.${attribute}>`,
  importValue: (name) => `<import ${name}>`,
  condition: (name) => name === "IsLocal",
  mapping: (map, key, attribute) => `<${map} ${key} ${attribute}>`,
});

describe("intrinsic functions", () => {
  it.each([
    [{ Ref: "Table" }, "<Table>"],
    [{ "Fn::GetAtt": ["Table", "Arn"] }, "<Table.Arn>"],
    [{ "Fn::GetAtt": "Table.Stream.Arn" }, "<Table.Stream.Arn>"],
    [{ "Fn::Join": ["/", ["a", { Ref: "B" }, 3]] }, "a/<B>/3"],
    [{ "Fn::Split": ["|", { "Fn::Join": ["|", ["x", "y"]] }] }, ["x", "y"]],
    [{ "Fn::Select": ["1", { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    [{ "Fn::Sub": "a ${B} ${C.Arn} ${!D} ${AWS::Region}" }, "a <B> <C.Arn> ${D} <AWS::Region>"],
    [{ "Fn::Sub": ["${Here}-${There}", { Here: { Ref: "X" } }] }, "<X>-<There>"],
    [{ "Fn::ImportValue": { "Fn::Sub": "data-${Name}" } }, "<import data-<Name>>"],
    [{ "Fn::If": ["IsLocal", { Ref: "A" }, { Ref: "B" }] }, "<A>"],
    [{ "Fn::If": ["IsRemote", { Ref: "A" }, { Ref: "B" }] }, "<B>"],
    [{ "Fn::Equals": [{ Ref: "A" }, "<A>"] }, true],
    [{ "Fn::And": [{ Condition: "IsLocal" }, { "Fn::Not": [{ Condition: "Other" }] }] }, true],
    [{ "Fn::Or": [{ Condition: "Other" }, { "Fn::Equals": ["1", "2"] }] }, false],
    [{ "Fn::FindInMap": ["Sizes", { Ref: "S" }, "memory"] }, "<Sizes <S> memory>"],
    [{ "Fn::Base64": "text" }, "dGV4dA=="],
  ])("%j gives %j", (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it("evaluates inside of objects and lists, and leaves out what has no value", () => {
    const properties = {
      Name: { Ref: "N" },
      List: [1, { Ref: "AWS::NoValue" }, { Ref: "L" }],
      Gone: { "Fn::If": ["IsRemote", "x", { Ref: "AWS::NoValue" }] },
      Whether: true,
    };
    expect(resolve(properties)).toEqual({ Name: "<N>", List: [1, "<L>"], Whether: true });
  });

  it("keeps a policy's condition block, which looks like an intrinsic", () => {
    const block = { Condition: { StringEquals: { "aws:a": "b" } } };
    expect(resolve(block)).toEqual(block);
  });

  it("names an intrinsic it does not know", () => {
    expect(() => resolve({ "Fn::Cidr": ["10.0.0.0/16", 2] })).toThrow(
      "the local run does not know the intrinsic function Fn::Cidr",
    );
  });

  it("says what it needs instead of guessing", () => {
    expect(() => resolve({ "Fn::Join": ["/", "text"] })).toThrow('not "text"');
    expect(() => resolve({ "Fn::Select": [2, ["a"]] })).toThrow("no element 2 among 1");
  });
});
