import { parse } from "acorn";

/** True for JavaScript that is whole: a function that was cut in the middle never is. */
export const parsesAsCode = (code: string): boolean => {
  try {
    parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowReturnOutsideFunction: true,
    });
    return true;
  } catch {
    return false;
  }
};
