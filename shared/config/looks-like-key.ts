import { hasSecretForm } from "../checks/secret-forms.ts";

/** Beginnings that providers give their keys; no model and no path begins like that. */
const beginning = /(?:^|[/:=@])(?:sk|rk|pk)-|AIza|gsk_|xai-/;

/** Names of models have words and short numbers; a run as long as this with digits is drawn. */
const run = /[A-Za-z0-9]{24,}/g;

/** Whether a text that should be something else is or holds a key, as far as its form tells. */
export function looksLikeKey(text: string): boolean {
  if (beginning.test(text) || hasSecretForm(text)) return true;
  return (text.match(run) ?? []).some((found) => /[0-9]/.test(found) && /[A-Za-z]/.test(found));
}
