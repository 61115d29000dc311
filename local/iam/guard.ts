import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { account } from "../account.ts";
import { type LoopbackServer, listen, readBody } from "../http.ts";
import type { Table } from "../services/tables.ts";
import { type Access, type Decision, evaluate } from "./evaluate.ts";
import { type DynamoDbFaults, failureOf, losesAnswer, type ServiceFailure } from "./faults.ts";
import { forward } from "./forward.ts";
import { createIndexLag } from "./index-lag.ts";
import { readCall, type Service, type ServiceCall } from "./request-access.ts";
import type { Statement } from "./statement.ts";
import { putOff } from "./unprocessed.ts";
import { createUsageRecord, type Usage } from "./usage.ts";

/** What stands behind a guard. */
export interface Guarded {
  readonly upstreams: Readonly<Record<Service, string>>;
  /** By function name, which is also the access key id that the function signs with. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>;
  readonly tables: ReadonlyMap<string, Table>;
}

export interface GuardOptions {
  /** Off: everything is let through, and still recorded. */
  readonly enforce: boolean;
  readonly faults?: DynamoDbFaults | undefined;
  readonly onDenied?: (message: string) => void;
}

export interface Guard extends LoopbackServer {
  /** The guard's address is part of what it guards (queue URLs), so it is told of that later. */
  protect(guarded: Guarded): void;
  usage(): Usage[];
}

/**
 * Stands in front of the local services and lets a function do only what its role's policies
 * allow, so that a grant missing from the stack shows on this machine.
 */
export async function startGuard(options: GuardOptions): Promise<Guard> {
  let guarded: Guarded | undefined;
  let lag: ReturnType<typeof createIndexLag> | undefined;
  const record = createUsageRecord();
  const agent = new Agent({ keepAlive: true });

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    if (!guarded) throw new Error("the services have not started yet");
    const { upstreams, policies, tables } = guarded;
    const call = readCall(
      {
        method: request.method ?? "GET",
        path: request.url ?? "/",
        target: headerOf(request, "x-amz-target"),
        body: body.toString("utf8"),
      },
      tables,
    );
    if (!call) return fail(response, "lambda", 404, unknownOperation(request));
    const failure =
      check(callerOf(request), call, policies) ?? failureOf(call, options.faults ?? {});
    if (failure) return fail(response, call.service, 400, failure);
    const { sent, rewrite, losesAnswer } = spoiled(call, body);
    const upstream = upstreams[call.service];
    forward(request, sent, response, { upstream, agent, rewrite, losesAnswer });
  };

  const check = (
    caller: string,
    call: ServiceCall,
    policies: Guarded["policies"],
  ): ServiceFailure | undefined => {
    const statements = policies.get(caller);
    if (!statements) return unknownCaller(caller);
    for (const access of call.access) {
      const decision = options.enforce ? evaluate(statements, access) : "allowed";
      record.add(caller, access, decision === "allowed");
      if (decision === "allowed") continue;
      const failure = accessDenied(caller, access, decision);
      options.onDenied?.(failure.message);
      return failure;
    }
    return undefined;
  };

  /** What is sent in place of a body, and what comes back of it. */
  const spoiled = (call: ServiceCall, body: Buffer) => {
    if (call.service !== "dynamodb" || options.faults === undefined) return { sent: body };
    const { operation } = call;
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    lag?.onRequest(operation, parsed);
    const part = putOff(operation, parsed, options.faults.unprocessed ?? 0);
    return {
      sent: part ? Buffer.from(JSON.stringify(part.request)) : body,
      rewrite: part?.rewrite ?? lag?.rewriteOf(operation, parsed),
      losesAnswer: losesAnswer(call, options.faults),
    };
  };

  const server = await listen(
    createServer((request, response) => {
      handle(request, response).catch((error: unknown) =>
        fail(response, "lambda", 400, { type: "ValidationException", message: String(error) }),
      );
    }),
  );
  const close = async () => {
    await server.close();
    agent.destroy();
  };
  const protect = (given: Guarded) => {
    guarded = given;
    const lagMs = options.faults?.indexLagMs;
    lag = lagMs === undefined ? undefined : createIndexLag(lagMs, given.tables);
  };
  return { ...server, close, protect, usage: () => record.list() };
}

const callerOf = (request: IncomingMessage): string =>
  /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

const unknownOperation = ({ method, url }: IncomingMessage): ServiceFailure => ({
  type: "UnknownOperationException",
  message: `the local run has no service for ${method} ${url}`,
});

const unknownCaller = (caller: string): ServiceFailure => ({
  type: "UnrecognizedClientException",
  message: `the access key "${caller}" belongs to no function of the stack`,
});

function accessDenied(caller: string, { action, resource }: Access, decision: Decision) {
  const user = `arn:aws:sts::${account.id}:assumed-role/${caller}`;
  const reason =
    decision === "explicitly denied"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  return { type: "AccessDeniedException", message };
}

/** Lambda's API is REST: the error's name is in a header, and a refusal is a 403. */
function fail(response: ServerResponse, service: Service, status: number, failure: ServiceFailure) {
  if (response.headersSent) return void response.destroy();
  const { type, message, more } = failure;
  const isRefusal = type === "AccessDeniedException" || type === "UnrecognizedClientException";
  response.writeHead(service === "lambda" && isRefusal ? 403 : status, {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-errortype": type,
  });
  response.end(JSON.stringify({ __type: type, message, Message: message, ...more }));
}
