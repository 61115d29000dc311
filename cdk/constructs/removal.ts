import { RemovalPolicy } from "aws-cdk-lib";
import type { Stage } from "../stages.ts";

/** What becomes of data and logs when their stack goes. */
export function removalOf(stage: Stage): RemovalPolicy {
  return stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
