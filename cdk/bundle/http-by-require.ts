import type { Plugin } from "esbuild";

const namespace = "by-require";

/**
 * Has Node's `http` and `https` loaded by `require`. An `import` reads all that they export, and to
 * read `http`'s `WebSocket` loads the whole of Node's fetch: 45 ms of every cold start.
 */
export const httpByRequire: Plugin = {
  name: "http-by-require",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path, kind }) =>
      kind === "require-call" ? undefined : { path, namespace },
    );
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};
