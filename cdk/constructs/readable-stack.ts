import {
  type CfnElement,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  Stack,
  Tags,
} from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Stage } from "../stages.ts";

/**
 * A stack whose logical ids are the names in the tree without a hash: `GetNodeFunction`. They stay
 * the same as long as the names do; two that would be alike stop the synthesis.
 */
export class ReadableStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, description: string) {
    super(scope, id, {
      stackName: `nodesmith-${stage.name}-${id.toLowerCase()}`,
      description,
      terminationProtection: stage.keepsData,
      analyticsReporting: false,
      // The deploying command checks the bootstrap version; a rule in the template adds nothing.
      synthesizer: withoutVersionRule() as IStackSynthesizer,
    });
    Tags.of(this).add("service", "nodesmith");
    Tags.of(this).add("stage", stage.name);
  }

  protected override allocateLogicalId(element: CfnElement): string {
    const names = element.node.path.split("/").slice(this.node.path.split("/").length);
    // `Resource` and `Default` are the library's own words for "the one inside".
    const telling = names.filter((name) => name !== "Resource" && name !== "Default");
    return telling.map(withoutScope).map(pascalCase).join("").slice(0, 255);
  }
}

// Its type differs from the interface only in spelling out that optional members may be undefined.
const withoutVersionRule = () =>
  new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });

/** The library writes method and path once more into the id of a method's permission. */
const withoutScope = (name: string) => (name.startsWith("ApiPermission.") ? "Permission" : name);

/** `generated-nodes`, `{id}` and `LOG_LEVEL` become `GeneratedNodes`, `Id` and `LogLevel`. */
export function pascalCase(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
