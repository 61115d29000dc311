import type { Stack } from "aws-cdk-lib";
import { acknowledge } from "./acknowledge.ts";

/** Findings that hold for the whole service, each with the reason why it may stand. */
export function acknowledgeService(stack: Stack): void {
  acknowledge(stack, {});
}
