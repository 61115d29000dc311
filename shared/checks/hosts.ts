import type { CallExpression } from "acorn";
import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import { isPublicAddress } from "#shared/network/public-address.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { fetchCalls } from "./fetch-calls.ts";
import { fault, place } from "./finding.ts";
import { foldText } from "./fold-constant.ts";

const hostName =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?$/i;

/** Hosts that the code surely calls must be declared, and what is declared must be a host. */
export const checkHosts = (subject: CheckSubject): Violation[] => [
  ...subject.content.capabilities.hosts.flatMap((host, index) =>
    hostFault(host, `capabilities.hosts[${index}]`, subject),
  ),
  ...(subject.code === undefined ? [] : callFaults(subject.code, subject)),
];

const hostFault = (host: string, where: string, { content }: CheckSubject): Violation[] => {
  if (!host.startsWith("input:")) {
    const hint = "Write the bare name, e.g. api.example.com, with a port only where it is unusual.";
    if (!hostName.test(host)) {
      return [fault("invalid-host", where, `${host} is no host name.`, hint)];
    }
    return isNeverPublic(host)
      ? [
          fault(
            "invalid-host",
            where,
            `${host} is not public, and only public hosts can be reached.`,
          ),
        ]
      : [];
  }
  const name = host.slice("input:".length);
  const { properties } = content.input_schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, name)) return [];
  return [fault("invalid-host", where, `${host} names no input of input_schema.`)];
};

/** Names that resolve only inside a network (RFC 6762, RFC 6761, ICANN's reserved `.internal`). */
const privateName = /\.(?:local|localhost|internal|home\.arpa|lan)$/i;

/** Whether nothing at this host can ever be reached; the address is judged again at each request. */
const isNeverPublic = (host: string): boolean => {
  const name = URL.parse(`http://${host}`)?.hostname ?? host;
  return privateName.test(name) || (/^[\d.]+$/.test(name) && !isPublicAddress(name));
};

const callFaults = (code: AnalysedCode, { content }: CheckSubject): Violation[] => {
  const { hosts } = content.capabilities;
  return fetchCalls(code).flatMap((call) => {
    const host = hostOf(call, code);
    const isDeclared = host === undefined ? hosts.length > 0 : declares(hosts, host);
    if (isDeclared) return [];
    const what = host === undefined ? "a host" : host;
    const message = `The code calls ${what}, but capabilities.hosts does not name it.`;
    return [fault("undeclared-host", place(call), message, "Add the host to capabilities.hosts.")];
  });
};

const declares = (hosts: readonly string[], host: string): boolean =>
  hosts.some((declared) => declared.toLowerCase() === host);

/** The host of a call whose address is known up to the end of the host. */
const hostOf = (call: CallExpression, code: AnalysedCode): string | undefined => {
  const [address] = call.arguments;
  if (address === undefined) return undefined;
  const { text, whole } = foldText(address, code.scopes);
  const found = /^(https?:\/\/[^/?#]+)(.?)/i.exec(text);
  const isComplete = whole || found?.[2] !== "";
  return found?.[1] !== undefined && isComplete ? URL.parse(found[1])?.host : undefined;
};
