/**
 * The hosts a run may reach, from the node's declaration. `input:<name>` stands for the host in
 * that input, which is a URL or a bare host name. A port is part of a host unless it is the
 * scheme's own.
 */
const inputPrefix = "input:";

/** As of the URL of a request. */
const longestUrl = 8_192;

export function declaredHosts(hosts: readonly string[], inputs: unknown): ReadonlySet<string> {
  const found = hosts.map((host) =>
    host.startsWith(inputPrefix)
      ? hostOfInput(inputs, host.slice(inputPrefix.length))
      : normalizeHost(host),
  );
  return new Set(found.filter((host) => host !== undefined));
}

/** Lower case, without a final dot: two spellings of one name are one host. */
export function normalizeHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/\.(?=$|:\d+$)/, "");
}

function hostOfInput(inputs: unknown, name: string): string | undefined {
  if (typeof inputs !== "object" || inputs === null || !Object.hasOwn(inputs, name))
    return undefined;
  const value: unknown = Reflect.get(inputs, name);
  if (typeof value !== "string" || value.length > longestUrl) return undefined;
  const url = URL.parse(value) ?? URL.parse(`https://${value}`);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return isWeb && url.host !== "" ? normalizeHost(url.host) : bareHost(value);
}

/** `example.com:8080` parses as a URL of the scheme `example.com`. */
function bareHost(value: string): string | undefined {
  const url = URL.parse(`https://${value}`);
  return url === null || url.host === "" ? undefined : normalizeHost(url.host);
}
