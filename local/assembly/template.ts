import * as z from "zod";

/** The parts of a CloudFormation template that the local run reads. */

export const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

export const Output = z.object({
  Value: z.unknown(),
  Export: z.object({ Name: z.unknown() }).optional(),
  Condition: z.string().optional(),
});
export type Output = z.infer<typeof Output>;

export const Parameter = z.object({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
});
export type Parameter = z.infer<typeof Parameter>;

export const Template = z.object({
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z.record(z.string(), Output).default({}),
  Parameters: z.record(z.string(), Parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))
    .default({}),
});
export type Template = z.infer<typeof Template>;

export const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({ type: z.string(), properties: z.record(z.string(), z.unknown()).default({}) }),
    )
    .default({}),
});

/** The file that says where in the assembly an uploaded object comes from. */
export const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string().optional() })),
      }),
    )
    .default({}),
});
