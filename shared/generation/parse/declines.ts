/** A refusal is short; a longer text is talk about the request. */
const longest = 1_000;

const words =
  /\b(?:i|we)(?: must| have to| will| would| am going to)? (?:respectfully |politely )?(?:decline|refuse)\b|\bdeclin(?:e|ing) (?:this|that|the|to|your)\b|\b(?:won't|will not|can't|cannot|can not|not able to|unable to|not going to) (?:help|assist|comply|do (?:this|that)|write|create|provide|fulfil)/i;

/** Models answer in the language of the request, whatever that of the prompt. */
const otherLanguages =
  /\bich lehne\b|\b(?:kann|werde|darf) ich (?:\S+ ){0,4}nicht (?:helfen|erstellen|schreiben|erfüllen|umsetzen)|\bich (?:kann|werde|darf) (?:\S+ ){0,6}nicht (?:helfen|erstellen|schreiben|erfüllen|umsetzen)|\bje (?:refuse|décline|ne peux pas (?:vous )?(?:aider|créer|écrire))|\bno puedo (?:ayudar|crear|escribir)|\bme niego a\b|(?:无法|不能|無法|拒绝|拒絕)(?:协助|帮助|提供|编写|完成|满足|協助|幫助|編寫|撰寫)|お断り|お手伝いできません|対応できません/i;

/**
 * Whether a reply that holds no block says that the model will not do it, in the words that the
 * prompt asks for. Such a reply is no fault to repair.
 */
export const declines = (reply: string): boolean => {
  const text = reply.trim().replaceAll("’", "'");
  if (text.length > longest || /```|[{}]/.test(text)) return false;
  return words.test(text) || otherLanguages.test(text);
};
