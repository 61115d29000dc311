import { expect, test } from "vitest";
import { renderTemplate } from "../../../local/gateway/mapping-template.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html

const variables = () => ({
  context: {
    requestId: "r-1",
    error: { messageString: '"no \\"way\\""' },
    responseOverride: { header: {} as Record<string, unknown> },
  },
  input: {
    params: (name?: string) =>
      name === undefined ? { header: { Origin: "https://b.example" } } : `<${name}>`,
  },
  empty: "",
});

test.each([
  ["plain text", "plain text"],
  ["id $context.requestId.", "id r-1."],
  [`$\{context.requestId}x $!{context.requestId}`, "r-1x r-1"],
  ['{"message":$context.error.messageString}', '{"message":"no \\"way\\""}'],
  ["[$context.unknown.deeper]", "[]"],
  ["costs $5 and #5", "costs $5 and #5"],
  ["/docs\\u0023code", "/docs\\u0023code"],
  ['$input.params("id") $input.params().header.Origin', "<id> https://b.example"],
  ['[$input.params().header.get("Missing")]', "[]"],
  ["before ## a comment\nafter", "before after"],
  ['#set($a = "x")$a#set( $a = $context.requestId )$a', "xr-1"],
  ["#if($context.requestId)yes#{else}no#end", "yes"],
  ["#if($nothing)yes#elseif(!$nothing)else#end", "else"],
  ["#if(true)\none\n#else\ntwo\n#end\nend", "one\nend"],
  ['#if($empty == "" && 1 != 2 || false)yes#end', "yes"],
  ['#if(("a" == "b") || $context.requestId.matches("r-.*"))yes#end', "yes"],
  ["#if(false)#if(true)a#else b#end#else c#end", " c"],
  ["#if(true)a#elseif(true)b#else c#end", "a"],
])("%j renders as %j", (template, rendered) => {
  expect(renderTemplate(template, variables())).toBe(rendered);
});

test("the template that CDK writes for several origins names the caller's", () => {
  const template = [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if($origin == "")',
    '  #set($origin = $input.params().header.get("origin"))',
    "#end",
    '#if($origin == "https://b.example" || $origin == "https://c.example")',
    "  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
    "#end",
  ].join("\n");
  const given = variables();
  expect(renderTemplate(template, given).trim()).toBe("");
  expect(given.context.responseOverride.header).toEqual({
    "Access-Control-Allow-Origin": "https://b.example",
  });
});

test.each([
  "#foreach($x in $list)$x#end",
  "$context.requestId.toCharArray()",
  "#if($a ==)x#end",
  "#if(true",
  "#end",
  "#set(a = 1)",
])("%j is beyond this subset and says so", (template) => {
  expect(() => renderTemplate(template, variables())).toThrow();
});
