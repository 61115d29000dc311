import type { Plugin } from "esbuild";

const namespace = "by-require";

/**
 * Has some of Node's modules loaded by `require`. An `import` reads all that a module exports, used
 * or not: of `http` the `WebSocket`, which loads the whole of Node's fetch, of `process` the streams
 * of the terminal. That is 45 ms and 10 ms of every cold start.
 */
export const builtinsByRequire: Plugin = {
  name: "builtins-by-require",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(https?|process)$/ }, ({ path, kind }) =>
      kind === "require-call" ? undefined : { path, namespace },
    );
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};
