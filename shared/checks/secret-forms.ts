/** Forms that providers give their keys; words alone, as of an example, are none. */
const forms: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bsk-(?:[A-Za-z]{20}|(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{20})/,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/,
  /\bxapp-\d-[A-Za-z0-9-]{10,}/,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bpypi-[A-Za-z0-9_-]{50,}/,
  /\bhf_[A-Za-z0-9]{30,}\b/,
  /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/,
  /\bdop_v1_[a-f0-9]{64}\b/,
  /\bkey-[a-f0-9]{32}\b/,
  /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{33}/,
  /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/,
  /\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{40,}/,
  /\bAccountKey=[A-Za-z0-9+/]{40,}/,
  /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10}/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
  /\bBearer (?=[A-Za-z._~+/-]*[0-9])[A-Za-z0-9._~+/-]{20,}/,
  /\bBasic (?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/]{16,}={0,2}(?![\w+/])/,
  /:\/\/[^/\s:@]+:(?!(?:password|passwd|secret)@)[^/\s:@]{6,}@/,
];

export const hasSecretForm = (text: string): boolean => forms.some((form) => form.test(text));

const secretName =
  /(?:api[_-]?key|access[_-]?key|secret|passw(?:or)?d|token|credentials?|private[_-]?key|auth[_-]?key)$/i;
const randomText = /^(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~-]{16,}$/;

/** Whether a text looks drawn at random and is given to something that is called a secret. */
export const isNamedSecret = (name: string, text: string): boolean =>
  secretName.test(name) && randomText.test(text);
