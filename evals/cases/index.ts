import type { EvalCase } from "../eval-case.ts";
import { bytes } from "./bytes.ts";
import { difficultReplies } from "./difficult-replies.ts";
import { hostile } from "./hostile.ts";
import { http } from "./http.ts";
import { parsing } from "./parsing.ts";
import { shaping } from "./shaping.ts";
import { stateAndPlans } from "./state-and-plans.ts";
import { text } from "./text.ts";
import { validation } from "./validation.ts";

/** All requests, in the order in which they are run and told. */
export const cases: readonly EvalCase[] = [
  ...parsing,
  ...shaping,
  ...text,
  ...validation,
  ...bytes,
  ...http,
  ...stateAndPlans,
  ...difficultReplies,
  ...hostile,
];
