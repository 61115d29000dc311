import type { NodeContent, Verification } from "#schemas/node.ts";
import { type Clock, timestamp } from "../../clock.ts";
import { codeHash } from "../../nodes/content-hash.ts";
import type { NodeWrite, StoredNode } from "../../nodes/node-store.ts";
import { stripMarkup } from "../../nodes/strip-markup.ts";
import { trimVerification } from "../../nodes/trim-verification.ts";

const longestDescription = 500;

/** The write that makes the next version of a refined node. */
export function refinedVersion(
  change: {
    readonly stored: StoredNode;
    readonly content: NodeContent;
    readonly verification: Verification;
    /** `sub` of the caller. */
    readonly subject: string;
    readonly feedback: string;
    /** The model's words for the change, if it gave any. */
    readonly description: string | undefined;
  },
  { clock }: { clock: Clock },
): NodeWrite {
  const { head } = change.stored;
  return {
    head: {
      ...head,
      version: head.version + 1,
      version_count: head.version_count + 1,
      code_hash: codeHash(change.content.execution_code),
      verification: trimVerification(change.verification),
      updated_at: timestamp(clock.now()),
    },
    content: change.content,
    verification: change.verification,
    changeDescription: describe(change),
    changedBy: change.subject,
    previousVersion: head.version,
    action: "refined",
  };
}

const describe = ({
  description,
  feedback,
}: {
  description: string | undefined;
  feedback: string;
}) => shownText(description ?? "") || shownText(`Refined: ${feedback}`) || "Refined";

const shownText = (text: string): string =>
  stripMarkup(text).text.replace(/\s+/g, " ").trim().slice(0, longestDescription);
