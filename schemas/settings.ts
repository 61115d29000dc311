import * as z from "zod";

/**
 * Settings an operator chooses: each is an environment variable of the functions that name it and,
 * in the stack, a parameter. So a setting is changed by a deploy with `--parameters` or, in the
 * local run, by the environment, and the template stays the same.
 */
export interface Setting {
  readonly schema: z.ZodType;
  readonly default: string;
  readonly description: string;
  /** Only in the template of the local run; a deployed stack has no such parameter. */
  readonly localOnly?: true;
  /** Shapes the template, so it is read from the environment when synthesizing. */
  readonly synthesized?: true;
}

const seconds = (most: number) => z.coerce.number().int().min(1).max(most);
const optionalUrl = z.union([z.literal(""), z.url({ protocol: /^https?$/ })]);

/**
 * The worker has 300 s. A reply that comes at the end of the budget is still proven, which is given
 * 60 s, and 20 s are for claiming the job before and storing the node after: 220 + 60 + 20.
 */
const mostBudgetSeconds = 220;

export const providerNames = ["claude", "openai", "ollama", "mock"] as const;

export const settings = {
  LOG_LEVEL: {
    schema: z.enum(["debug", "info", "warn", "error", "silent"]),
    default: "info",
    description: "What the functions log",
  },
  CORS_ORIGINS: {
    schema: z.string(),
    default: "*",
    description: "Origins browsers may call from, comma separated",
    synthesized: true,
  },
  TOKEN_ISSUER: {
    schema: z.url(),
    default: "https://issuer.example",
    description: "`iss` of accepted tokens",
  },
  TOKEN_JWKS_URI: {
    schema: z.url(),
    default: "https://issuer.example/.well-known/jwks.json",
    description: "Where the issuer's public keys are",
  },
  TOKEN_AUDIENCE: {
    schema: z.string().min(1),
    default: "nodesmith",
    description:
      "`aud` of accepted tokens, or the client ids of Cognito access tokens, comma separated",
  },
  TENANT_CLAIM: {
    schema: z.string().min(1),
    default: "sub",
    description: "Claim that names the tenant",
  },
  ROLE_CLAIM: {
    schema: z.string().min(1),
    default: "roles",
    description: "Claim that lists roles (`cognito:groups` with Cognito)",
  },
  LLM_PROVIDER: {
    schema: z.union([z.literal(""), z.enum(providerNames)]),
    default: "",
    description: "Provider of the platform: claude, openai, ollama or mock; empty: none",
  },
  ALLOW_MOCK_PROVIDER: {
    schema: z.enum(["true", "false"]),
    default: "false",
    description: "Whether the offline provider may be used",
  },
  CLAUDE_MODEL: { schema: z.string().min(1), default: "claude-sonnet-5-5", description: "Model" },
  ANTHROPIC_BASE_URL: { schema: optionalUrl, default: "", description: "Other endpoint" },
  OPENAI_MODEL: { schema: z.string().min(1), default: "gpt-6.1-sol", description: "Model" },
  OPENAI_BASE_URL: { schema: optionalUrl, default: "", description: "Other endpoint" },
  OLLAMA_MODEL: { schema: z.string().min(1), default: "llama3.1", description: "Model" },
  OLLAMA_BASE_URL: {
    schema: optionalUrl,
    default: "http://localhost:11434",
    description: "Endpoint of Ollama",
  },
  LLM_ALLOWED_HOSTS: {
    schema: z.string().regex(/^[\w.:[\]-]*( *, *[\w.:[\]-]+)*$/, {
      error: 'must list hosts, as in "llm.example:8443,[::1]"',
    }),
    default: "",
    description:
      "Hosts, comma separated, that `apiUrl` of a configuration may name though they are not public or not https",
  },
  CONFIG_FETCH_INTERVAL_MINUTES: {
    schema: z.coerce.number().int().min(1).max(1_440),
    default: "60",
    description: "How often the platform's configurations are tried and read anew",
    synthesized: true,
  },
  PROVIDER_TIMEOUT_SECONDS: {
    schema: seconds(mostBudgetSeconds),
    default: "120",
    description: "Most that one call to a provider may take",
  },
  GENERATION_BUDGET_SECONDS: {
    schema: seconds(mostBudgetSeconds),
    default: "220",
    description: "Most that a whole job may take, less the proof of its last reply",
  },
  GENERATION_BUDGET_TOKENS: {
    schema: z.coerce.number().int().min(1_000).max(10_000_000),
    default: "100000",
    description: "Most tokens of prompts and replies that a whole job may take",
  },
  GENERATION_BUDGET_USD: {
    schema: z.coerce.number().min(0).max(1_000),
    default: "1",
    description: "Most that a whole job may cost, in US dollars, where the model's price is known",
  },
  PROMPT_WEIGHTS: {
    schema: z.string().regex(/^(v\d+(:\d{1,7})?(, ?v\d+(:\d{1,7})?)*)?$/, {
      error: 'must name versions of the prompts with whole weights, as in "v1:90,v2:10"',
    }),
    default: "",
    description:
      "Versions of the prompts with weights, as in `v1:90,v2:10`; empty: the newest alone",
  },
  CONTEXT_WINDOW_TOKENS: {
    schema: z.coerce.number().int().min(4_096).max(2_000_000).or(z.literal("0").transform(Number)),
    default: "0",
    description: "Tokens of prompt and reply together; 0: as is known of the model",
  },
  SYNC_WAIT_SECONDS: {
    schema: seconds(25),
    default: "25",
    description: "How long generate waits before it answers 202",
  },
  JOB_LEASE_SECONDS: {
    schema: seconds(120),
    default: "50",
    description: "After how long without a heartbeat a job is taken from its worker",
  },
  RATE_LIMIT_WINDOW_MS: {
    schema: z.coerce.number().int().min(1_000).max(3_600_000),
    default: "60000",
    description: "Window of the request limit, in milliseconds",
  },
  RATE_LIMIT_MAX_REQUESTS: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    default: "1000",
    description: "Most requests of a tenant in the window",
  },
  MAX_GENERATIONS_IN_FLIGHT: {
    schema: z.coerce.number().int().min(1).max(1_000),
    default: "5",
    description: "Most generations of a tenant that are accepted and have not ended",
  },
  DAILY_BUDGET_USD: {
    schema: z.coerce.number().min(0).max(1_000_000),
    default: "10",
    description:
      "Most that a tenant's generations may cost in a day (UTC), in US dollars; each sets GENERATION_BUDGET_USD aside until it ends",
  },
  ERROR_TRACKING_DSN: {
    schema: z.union([
      z.literal(""),
      z.url({ protocol: /^https?$/ }).regex(/^https?:\/\/[^/@:]+@[^@]+\/\d+$/, {
        error: "must be a DSN, as in https://key@tracker.example/1",
      }),
    ]),
    default: "",
    description: "Where faults of the functions are tracked, as a Sentry DSN; empty: nowhere",
  },
  SANDBOX_HOST_OVERRIDES: {
    schema: z.string(),
    default: "{}",
    description: "JSON object: declared host to loopback URL, for tests of nodes on this machine",
    localOnly: true,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The settings that together choose the platform's provider; always given as a whole. */
export const providerSettings = [
  "LLM_PROVIDER",
  "ALLOW_MOCK_PROVIDER",
  "CLAUDE_MODEL",
  "ANTHROPIC_BASE_URL",
  "OPENAI_MODEL",
  "OPENAI_BASE_URL",
  "OLLAMA_MODEL",
  "OLLAMA_BASE_URL",
] as const satisfies readonly SettingName[];
