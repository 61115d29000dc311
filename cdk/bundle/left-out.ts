/**
 * What a bundle holds in place of a class, function or object that `used-parts.ts` leaves out. It
 * can be made and extended, as an SDK's client makes all its parts whether they are used or not;
 * to call it, or to read anything of it or of what it makes, is an error that says what is missing.
 */
export function leftOut(name: string): unknown {
  const fail = (): never => {
    throw new Error(
      `${name} is not in this bundle: cdk/bundle/used-parts.ts does not name it among the used parts.`,
    );
  };
  // Symbols are asked for by the language itself, the prototype by `extends` and `instanceof`.
  const get = (target: object, key: string | symbol): unknown =>
    typeof key === "symbol" || key === "prototype" ? Reflect.get(target, key) : fail();
  const construct = () => new Proxy({}, { get });
  return new Proxy(function partLeftOut() {}, { get, construct, apply: fail });
}
