// Loaded first into every function's process (plain JavaScript: type stripping costs start time).
//
// 1. AWS's Runtime Interface Client comes with a native addon that is not built here; the three
//    calls it makes into it are answered by runtime-client.cjs.
// 2. In Lambda a bundle finds only itself and the AWS SDK. Here the project's node_modules lie
//    above the bundle, so an import that was forgotten in bundling would be found: it must not be.
import { isBuiltin, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const runtimeClient = new URL("./runtime-client.cjs", import.meta.url).href;
const taskRoot = pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/`).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "./rapid-client.node") {
      return { url: runtimeClient, format: "commonjs", shortCircuit: true };
    }
    const resolved = next(specifier, context);
    if (context.parentURL?.startsWith(taskRoot) && !isInLambda(specifier, resolved.url)) {
      throw Object.assign(
        new Error(`Cannot find package '${specifier}' imported from ${context.parentURL}`),
        { code: "ERR_MODULE_NOT_FOUND" },
      );
    }
    return resolved;
  },
});

function isInLambda(specifier, url) {
  return isBuiltin(specifier) || specifier.startsWith("@aws-sdk/") || url.startsWith(taskRoot);
}
