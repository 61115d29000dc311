/** One tenant's way of calling the API, as any HTTP client would. */
export interface ApiClient {
  readonly url: string;
  readonly token: string;
  call(method: string, path: string, options?: CallOptions): Promise<ApiAnswer>;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of the client's own; null sends none. */
  readonly token?: string | null;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer under test is looked at freely
  readonly json: any;
}

interface TokenIssuer {
  readonly url: string;
  issueToken(options: { subject: string; roles?: string[] }): Promise<string>;
}

export async function apiClient(
  stack: TokenIssuer,
  subject: string,
  roles: string[] = [],
): Promise<ApiClient> {
  const token = await stack.issueToken({ subject, roles });
  return { url: stack.url, token, call };

  async function call(method: string, path: string, options: CallOptions = {}): Promise<ApiAnswer> {
    const sent = options.token === undefined ? token : options.token;
    const body = options.text ?? (options.body === undefined ? null : JSON.stringify(options.body));
    const response = await fetch(`${stack.url}${path}`, {
      method,
      body,
      headers: {
        accept: "application/json",
        ...(sent === null ? {} : { authorization: `Bearer ${sent}` }),
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Generates a node and gives it back, or fails with the problem. */
export async function generate(client: ApiClient, request: string) {
  const answer = await client.call("POST", "/api/generated-nodes/generate", { body: { request } });
  if (answer.status === 201) return answer.json.node;
  if (answer.status !== 202) throw new Error(`generate: ${answer.status} ${answer.text}`);
  const job = await endedJob(client, answer.json.job.id);
  const node = await client.call("GET", `/api/generated-nodes/${job.result?.nodeId}`);
  if (node.status !== 200) throw new Error(`job ended as ${JSON.stringify(job)}`);
  return node.json;
}

/** Polls a job until it has ended, at most a minute and a half. */
export async function endedJob(client: ApiClient, id: string) {
  for (let poll = 0; poll < 300; poll += 1) {
    const { json: job } = await client.call("GET", `/api/jobs/${id}`);
    if (["succeeded", "failed", "cancelled"].includes(job?.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`job ${id} did not end`);
}

export const csvSentence = "Convert CSV text with a header row to an array of objects";
