interface StackFrame {
  readonly function: string;
  readonly filename: string;
  readonly lineno: number;
  readonly colno: number;
  readonly in_app: boolean;
}

/** `at name (file:line:column)`, `at file:line:column`, with `async` before either. */
const frame = /^\s*at (?:async )?(?:(.*?) \()?(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/;

const mostFrames = 50;

/**
 * The frames of a stack as error trackers read them, outermost call first, without the message
 * above them.
 */
export function stackFrames(stack: string): StackFrame[] {
  return stack
    .split("\n")
    .flatMap((line) => {
      const [, name = "?", filename, lineno, colno] = line.match(frame) ?? [];
      if (filename === undefined) return [];
      const in_app = !/^node:|\/node_modules\//.test(filename);
      return [{ function: name, filename, lineno: Number(lineno), colno: Number(colno), in_app }];
    })
    .slice(0, mostFrames)
    .reverse();
}
