import * as z from "zod";
import { ofType, type Resource, resource, type Template } from "./templates.ts";

const Referred = z.object({ Ref: z.string() });
const Parent = z.union([Referred, z.object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })]);

const PathPart = z.object({ PathPart: z.string(), ParentId: Parent });

const Method = z.object({
  HttpMethod: z.string(),
  ResourceId: Parent,
  AuthorizationType: z.string(),
  AuthorizerId: Referred.optional(),
  Integration: z.object({
    Type: z.string(),
    Uri: z.json().optional(),
    ResponseTransferMode: z.string().optional(),
    TimeoutInMillis: z.number().optional(),
    PassthroughBehavior: z.string().optional(),
    RequestTemplates: z.record(z.string(), z.string()).optional(),
    IntegrationResponses: z
      .array(
        z.object({
          StatusCode: z.string(),
          ResponseParameters: z.record(z.string(), z.string()).default({}),
          ResponseTemplates: z.record(z.string(), z.string()).default({}),
        }),
      )
      .default([]),
  }),
});
export type Method = z.infer<typeof Method>;

/** All methods of the API, as `GET /health`. */
export function apiMethods(template: Template): Map<string, Method> {
  const methods = ofType(template, "AWS::ApiGateway::Method").map(([, { Properties }]) => {
    const method = Method.parse(Properties);
    return [`${method.HttpMethod} ${pathOf(template, method.ResourceId)}`, method] as const;
  });
  return new Map(methods);
}

function pathOf(template: Template, parent: z.infer<typeof Parent>): string {
  if (!("Ref" in parent)) return "";
  const { PathPart: part, ParentId } = PathPart.parse(resource(template, parent.Ref).Properties);
  return `${pathOf(template, ParentId)}/${part}`;
}

/** Whether an address of the gateway's leads to this function, or to its alias. */
export function leadsTo(uri: unknown, functionId: string): boolean {
  const text = JSON.stringify(uri);
  return (
    text.includes(`"Fn::GetAtt":["${functionId}","Arn"]`) ||
    text.includes(`"Ref":"${functionId}Aliaslive"`)
  );
}

const GatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.string(),
  ResponseParameters: z.record(z.string(), z.string()),
  ResponseTemplates: z.object({ "application/json": z.string() }),
});

/** What the gateway says itself, by the type of the occasion. */
export function gatewayResponses(template: Template) {
  const responses = ofType(template, "AWS::ApiGateway::GatewayResponse").map(
    ([, { Properties }]: [string, Resource]) => GatewayResponse.parse(Properties),
  );
  return new Map(responses.map((response) => [response.ResponseType, response]));
}
