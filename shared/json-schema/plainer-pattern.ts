/** Characters that need no backslash outside of a class; under the flag `u` they may have none. */
const plainOutside = /[-_\s'"@#%&~`!:;<>=,]/;
const plainInside = /[_\s'"@#%&~`!:;<>=,./$|()*+?{}[]/;

/** A pattern without backslashes before characters that mean themselves. */
export const plainerPattern = (source: string): string => {
  let plain = "";
  let inClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source.charAt(index);
    const next = source.charAt(index + 1);
    if (character === "\\") {
      const needless = (inClass ? plainInside : plainOutside).test(next);
      plain += needless ? next : character + next;
      index += 1;
    } else {
      if (character === "[") inClass = true;
      if (character === "]") inClass = false;
      plain += character;
    }
  }
  return plain;
};
