import type { ProviderRequest } from "./provider.ts";
import { providerFailure } from "./provider-failure.ts";

/** Room for the chat template's own tokens. */
const templateTokens = 256;
const step = 1024;

/**
 * `num_ctx` for a request, in tokens. Without it the server takes 2048 or 4096 and cuts the prompt
 * silently, so the estimate errs on the high side: 2.5 bytes a token, where prose has 4 and dense
 * JSON 2.7. Rounded up, since the server loads the model anew for each other value.
 * @throws ProviderError where even a low estimate does not fit the model's window
 */
export function ollamaContext(request: ProviderRequest, window: number | undefined): number {
  const bytes = Buffer.byteLength(request.system) + Buffer.byteLength(request.prompt);
  const reserved = request.maxOutputTokens + templateTokens;
  const wanted = Math.ceil((Math.ceil(bytes / 2.5) + reserved) / step) * step;
  if (window === undefined || wanted <= window) return wanted;
  if (Math.ceil(bytes / 4.5) + reserved > window) throw providerFailure("too_large");
  return window;
}
