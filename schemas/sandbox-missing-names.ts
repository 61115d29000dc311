const noModules = "there are no modules here: write what you need in the code itself";
const noExports = "declare `async function execute(inputs, ctx)` and export nothing";
const noLibraries = "there are no libraries";
const noBrowser = "there is no browser";
const noFiles = "there are no files: take text in through inputs and return it";
const ctxFetch = "use ctx.fetch(url, init)";
const direct = "name what you need directly";
const oneThread = "a run has one thread";

/**
 * Names that code reaches for and a run does not have, each with what to use instead, as the rest
 * of a sentence: told by the checks before a run and by the sandbox in one.
 */
export const missingNames: ReadonlyMap<string, string> = new Map([
  ["inputs", "it is the first parameter of execute; hand it on to other functions"],
  ["ctx", "it is the second parameter of execute; hand it on to other functions"],
  ["items", "read the values from inputs"],
  ["process", "there is no environment here; take what the node needs from `inputs`"],
  [
    "Buffer",
    "use TextEncoder, TextDecoder, atob, btoa, or Uint8Array's toBase64() and fromBase64()",
  ],
  ["require", `${noModules}; URL, crypto, Intl and TextEncoder are global`],
  ["module", noExports],
  ["exports", noExports],
  ["child_process", "a node cannot start programs"],
  ["fs", noFiles],
  ["__dirname", noFiles],
  ["__filename", noFiles],
  ["fetch", `${ctxFetch} and name the host in capabilities.hosts`],
  ["axios", ctxFetch],
  ["XMLHttpRequest", ctxFetch],
  ["WebSocket", `only requests over HTTP are possible: ${ctxFetch}`],
  ["Request", "pass the URL and the options to ctx.fetch(url, init)"],
  ["Response", "what ctx.fetch() resolves to is one; return a plain object from execute"],
  ["FormData", "use URLSearchParams, or build the body as text"],
  ["Blob", "use Uint8Array"],
  ["File", "use Uint8Array"],
  ["ReadableStream", "read the whole body: await response.text()"],
  ["Event", "only AbortSignal has events"],
  ["EventTarget", "only AbortSignal has events"],
  ["setImmediate", "use queueMicrotask() or setTimeout(callback, 0)"],
  ["globalThis", direct],
  ["global", direct],
  ["self", direct],
  ["window", `${noBrowser}: ${direct}`],
  ["document", `${noBrowser}: parse text with string methods`],
  ["DOMParser", `${noBrowser}: parse text with string methods`],
  ["localStorage", "nothing is kept between runs: take state from inputs and return it"],
  ["alert", "use ctx.log(message)"],
  ["eval", "write the code directly"],
  ["Function", "write the function directly"],
  ["Reflect", "use plain member access"],
  ["Proxy", "use plain objects"],
  ["WebAssembly", "write the code in JavaScript"],
  ["Worker", oneThread],
  ["Atomics", `${oneThread}: plain assignments do`],
  ["Temporal", "use Date and Intl.DateTimeFormat"],
  ["moment", `${noLibraries}: use Date and Intl`],
  ["_", `${noLibraries}: use the methods of arrays and objects`],
]);
