import { codeRules } from "./code-rules.ts";
import { contractRules } from "./contract-rules.ts";
import { replyRules } from "./reply-rules.ts";
import type { RuleGroup } from "./rule-documentation.ts";
import { schemaRules } from "./schema-rules.ts";

/** Every rule by which a node or a reply can be found wanting. */
export const ruleGroups: readonly RuleGroup[] = [
  { title: "The code", rules: codeRules },
  { title: "The code and its node", rules: contractRules },
  { title: "The schemas", rules: schemaRules },
  { title: "The reply of a model", rules: replyRules },
];
