/** What the sandbox offers to code, beside what the code declares itself. */
export const allowedNames: ReadonlySet<string> = new Set([
  ...["undefined", "NaN", "Infinity", "isNaN", "isFinite", "parseInt", "parseFloat"],
  ...["encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI", "escape", "unescape"],
  ...["Object", "Array", "String", "Number", "Boolean", "BigInt", "Symbol", "Math", "JSON", "Date"],
  ...["RegExp", "Map", "Set", "WeakMap", "WeakSet", "Promise", "Intl", "Iterator"],
  ...["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError"],
  ...["AggregateError", "DOMException"],
  ...["ArrayBuffer", "DataView", "Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array"],
  ...["Int8Array", "Int16Array", "Int32Array", "Float32Array", "Float64Array"],
  ...["Float16Array", "BigInt64Array", "BigUint64Array"],
  ...["URL", "URLSearchParams", "TextEncoder", "TextDecoder", "Headers"],
  ...["AbortController", "AbortSignal", "structuredClone", "crypto", "atob", "btoa", "console"],
  ...["setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask"],
  ...["performance"],
]);
