const noModules = "there are no modules; URL, crypto, Intl and TextEncoder are global";

/** What is missing in the sandbox on purpose, and what to use in its place. */
const replacements = new Map([
  [
    "Buffer",
    "use TextEncoder, TextDecoder, atob, btoa, or Uint8Array's toBase64() and fromBase64()",
  ],
  ["process", "there is no environment here; take what the node needs from `inputs`"],
  ["require", "there are no modules here; URL, crypto, Intl and TextEncoder are global"],
  ["module", "there are no modules here; declare `async function execute(inputs, ctx)`"],
  ["exports", "there are no modules here; declare `async function execute(inputs, ctx)`"],
  ["fetch", "use ctx.fetch(url, init), which reaches the hosts the node declares"],
  ["Request", "pass the URL and the options to ctx.fetch(url, init)"],
  ["Response", "ctx.fetch() resolves to a response; return a plain object from execute()"],
  ["XMLHttpRequest", "use ctx.fetch(url, init)"],
  ["WebSocket", "only requests over HTTP are possible: use ctx.fetch(url, init)"],
  ["FormData", "use URLSearchParams, or build the body as text"],
  ["Blob", "use Uint8Array"],
  ["File", "use Uint8Array"],
  ["ReadableStream", "read the whole body: await response.text()"],
  ["Event", "only AbortSignal has events here"],
  ["EventTarget", "only AbortSignal has events here"],
  ["setImmediate", "use queueMicrotask() or setTimeout(callback, 0)"],
  ["global", "name what you need directly"],
  ["window", "there is no browser: name what you need directly"],
  ["document", "there is no page here; work on text"],
  ["DOMParser", "there is no page here; work on text"],
  ["localStorage", "nothing is kept between runs; take state from `inputs` and return it"],
  ["Temporal", "use Date and Intl.DateTimeFormat"],
  ["WebAssembly", "use JavaScript"],
  ["Worker", "a run has one thread"],
  ["Atomics", "a run has one thread; plain assignments do"],
  ["__dirname", "there are no files here"],
  ["__filename", "there are no files here"],
]);

const notDefined = /^'?(\w+)'? is not defined$/;

const noModule = /^could not load module/;

/** Adds to a ReferenceError's message what to use instead, where the name is a known one. */
export function withReplacement(message: string): string {
  if (noModule.test(message)) return `import() is not available here: ${noModules}`;
  const name = notDefined.exec(message)?.[1];
  const replacement = name === undefined ? undefined : replacements.get(name);
  return replacement === undefined ? message : `${name} is not available here: ${replacement}`;
}

const moduleSyntax = /^\s*(?:import\b|export\b)/;

/** The same for `import` and `export`, which do not parse in a script. */
export function withModuleHint(message: string, sourceLine: string): string {
  if (!moduleSyntax.test(sourceLine)) return message;
  return `import and export are not available here: declare \`async function execute(inputs, ctx)\`; URL, crypto, Intl and TextEncoder are global (${message})`;
}
