import { installAbort } from "./abort.js";
import { makeCallPlace } from "./call-place.js";
import { installCryptography } from "./cryptography.js";
import { installLocale } from "./locale.js";
import { installLogging } from "./logging.js";
import { makeOutputWriter } from "./output.js";
import { capturePrimordials } from "./primordials.js";
import { makeRequests } from "./requests.js";
import { makeResponseClass } from "./responses.js";
import { installTextDecoder } from "./text-decoder.js";
import { makeThrownWriter } from "./thrown.js";
import { installTimers } from "./timers.js";
import { installUrlParts } from "./url.js";

/**
 * Runs first in every instance: completes the language and returns the functions by which the
 * host drives a run. `host(operation, ...texts)` is the guest's only way out.
 */
export function installPrelude(host) {
  // A stack formatter of the node's own would be handed the functions of this prelude.
  Reflect.defineProperty(Error, "prepareStackTrace", {
    __proto__: null,
    value: undefined,
    writable: false,
    configurable: false,
  });

  const primordials = capturePrimordials();
  const { apply, define, parse, promiseThen, stringify, FunctionConstructor } = primordials;
  const { dateNow, performanceNow } = primordials;
  installUrlParts({ primordials });
  installTextDecoder({ primordials });
  installCryptography({ primordials });
  const { log, reportDropped } = installLogging({ host, primordials });
  const callPlace = makeCallPlace({ primordials });
  const timers = installTimers({ host, primordials });
  const abortSignal = installAbort({ primordials, timers, callPlace });
  const Response = makeResponseClass({ primordials });
  const requests = makeRequests({ host, primordials, abortSignal, callPlace, Response });
  const writeThrown = makeThrownWriter({ primordials, isRefusal: requests.isRefusal });
  const writeOutput = makeOutputWriter({ primordials });
  installLocale({ host, primordials });

  // The engine's own tells when the instance was made, which is not when the run began.
  const clock = { now: () => performanceNow(), timeOrigin: 0 };
  define(globalThis, "performance", clock);

  const outcome = { state: 0, text: "" };
  const conclude = (state, text) => {
    if (outcome.state !== 0) return;
    outcome.state = state;
    outcome.text = text;
    reportDropped();
  };

  return {
    /** Begins the run. The states are: 0 running, 1 output, 2 invalid output, 3 thrown. */
    start(execute, inputsText, maximum) {
      clock.timeOrigin = dateNow() - performanceNow();
      const fail = (thrown) => conclude(3, writeThrown(thrown));
      const finish = (value) => {
        const { text, invalid } = writeOutput(value, maximum);
        conclude(text === undefined ? 2 : 1, text ?? invalid);
      };
      let returned;
      try {
        returned = apply(execute, undefined, [parse(inputsText), { log, fetch: requests.fetch }]);
      } catch (thrown) {
        return fail(thrown);
      }
      try {
        promiseThen(returned, finish, fail);
      } catch {
        // Not a promise: the value itself is the result.
        finish(returned);
      }
    },
    state: () => outcome.state,
    outcome: () => outcome.text,
    fire: timers.fire,
    settle: requests.settle,
    describe: writeThrown,

    /** An empty text if the expression is true of output and inputs, else why it is not. */
    assert(expression, outText, inputsText) {
      let check;
      try {
        check = new FunctionConstructor("out", "inputs", `"use strict"; return (${expression}\n);`);
      } catch (error) {
        return `not an expression: ${error.message}`;
      }
      try {
        const value = check(parse(outText), parse(inputsText));
        if (value === true) return "";
        return `gave ${typeof value === "string" ? stringify(value) : String(value)}, not true`;
      } catch (thrown) {
        const { name, message } = parse(writeThrown(thrown));
        return `${name}: ${message}`;
      }
    },
  };
}
