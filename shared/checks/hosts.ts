import type { AnyNode } from "acorn";
import type { Violation } from "#schemas/node.ts";
import { isJsonObject } from "#shared/json-schema/sub-schemas.ts";
import { isPublicAddress } from "#shared/network/public-address.ts";
import type { AnalysedCode, CheckSubject } from "./check-subject.ts";
import { fetchCalls } from "./fetch-calls.ts";
import { doubt, fault, place } from "./finding.ts";
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
  const called = fetchCalls(code).map((call) => ({ ...call, hosts: hostsOf(call.address, code) }));
  const undeclared = called.flatMap(({ node, hosts: known }) => {
    const missing = known.filter((host) =>
      host === undefined ? hosts.length === 0 : !declares(hosts, host),
    );
    return missing.map((host) => {
      const message = `The code calls ${host ?? "a host"}, but capabilities.hosts does not name it.`;
      return fault("undeclared-host", place(node), message, "Add the host to capabilities.hosts.");
    });
  });
  return [
    ...undeclared,
    ...unusedHosts(
      hosts,
      called.flatMap((call) => call.hosts),
    ),
  ];
};

/** What is declared is what may be reached, so it is no more than what is needed. */
const unusedHosts = (declared: readonly string[], called: readonly (string | undefined)[]) => {
  if (called.includes(undefined)) return [];
  return declared.flatMap((host, index) => {
    if (called.includes(host.toLowerCase())) return [];
    const message = `The code never calls ${host}.`;
    return [doubt("unused-host", `capabilities.hosts[${index}]`, message, "Leave it out.")];
  });
};

const declares = (hosts: readonly string[], host: string): boolean =>
  hosts.some((declared) => declared.toLowerCase() === host);

/** The hosts of a call, one for each branch of its address; undefined where none is known. */
const hostsOf = (address: AnyNode | undefined, code: AnalysedCode): (string | undefined)[] => {
  if (address === undefined) return [undefined];
  switch (address.type) {
    case "ConditionalExpression":
      return [...hostsOf(address.consequent, code), ...hostsOf(address.alternate, code)];
    case "LogicalExpression":
      return [...hostsOf(address.left, code), ...hostsOf(address.right, code)];
    default:
      return [hostOf(address, code)];
  }
};

/** The host of an address that is known up to the end of the host. */
const hostOf = (address: AnyNode, code: AnalysedCode): string | undefined => {
  const { text, whole } = foldText(address, code);
  const found = /^\s*(https?:\/\/[^/?#]+)(.?)/i.exec(text);
  const isComplete = whole || found?.[2] !== "";
  return found?.[1] !== undefined && isComplete ? URL.parse(found[1])?.host : undefined;
};
