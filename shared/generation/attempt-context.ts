import type { NodeId, TenantKey } from "#schemas/identifiers.ts";
import type { PromptLibrary } from "../patterns/prompt-library.ts";
import { type BuiltContext, buildContext, type ContextTask } from "./context/build-context.ts";
import type { TokenCalibration } from "./context/token-calibration.ts";
import { type ModelName, tokenRoom } from "./context/token-room.ts";
import { findReferences, type ReferenceStore } from "./references/find-references.ts";

export interface AttemptContextInput {
  readonly tenant: TenantKey;
  readonly task: ContextTask;
  /** The node that the task changes: it is no reference to itself. */
  readonly except?: NodeId | undefined;
  readonly model: ModelName;
  /** Wanted for the reply. */
  readonly replyTokens: number;
}

export interface AttemptContextServices {
  readonly library: PromptLibrary;
  readonly references: ReferenceStore;
  readonly calibration: TokenCalibration;
  /** Tokens of prompt and reply together, where the operator says so. */
  readonly window?: number | undefined;
  readonly onFault: (error: unknown) => void;
}

export interface AttemptContext extends BuiltContext {
  /** To ask for at most in a reply: what was wanted, or what the window leaves. */
  readonly replyTokens: number;
}

/**
 * The prompt of one attempt, with the references looked up and the budget of its model.
 * @throws AppError `payload_too_large` where request and node do not fit the model
 */
export async function attemptContext(
  { tenant, task, except, model, replyTokens }: AttemptContextInput,
  services: AttemptContextServices,
): Promise<AttemptContext> {
  const { library, calibration, window } = services;
  const references = await findReferences({ tenant, task, except }, services);
  const room = tokenRoom(model, { replyTokens, window });
  const tokenFactor = calibration.factorOf(model);
  const built = buildContext(task, { library, references, window: room.prompt, tokenFactor });
  return { ...built, replyTokens: room.reply };
}
