import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { commandEnvironment } from "./command-environment.ts";
import { ask, askSecretly, processTerminal } from "./configure/ask.ts";
import { describeConfig, type SaveTarget, saveConfig } from "./configure/save-config.ts";
import { findRunningStack } from "./data-directory/state-file.ts";
import { openIssuer } from "./issuer/issuer.ts";
import { tokenNames } from "./local-settings.ts";

const usage = `usage: npm run -s configure -- [--scope platform|user] [--provider <name>] [--model <id>]
         [--api-url <url>] [--default] [--subject <name>] [--url <url of a deployed API>]
What is not given is asked for. The key is taken from LLM_API_KEY, or asked for without showing it.
With --url the token is taken from NODESMITH_TOKEN.`;

const keyed: ReadonlySet<string> = new Set(["anthropic", "claude", "openai"]);

/** Saves a configuration of a language model, of the platform or of one's own. */
async function main(): Promise<void> {
  const { values } = commandArguments(usage, {
    options: {
      scope: { type: "string" },
      provider: { type: "string" },
      model: { type: "string" },
      "api-url": { type: "string" },
      default: { type: "boolean" },
      subject: { type: "string", default: "operator" },
      url: { type: "string" },
    },
  });
  const terminal = processTerminal();
  const scope =
    values.scope ??
    (await ask(
      { question: "Scope: platform or user", option: "--scope", preset: "platform" },
      terminal,
    ));
  if (scope !== "platform" && scope !== "user") throw new CannotStart(usage);
  const target = await targetOf({ scope, url: values.url, subject: values.subject });
  const provider =
    values.provider ??
    (await ask(
      { question: "Provider: anthropic, openai or ollama", option: "--provider" },
      terminal,
    ));
  const model = values.model ?? (await ask({ question: "Model", option: "--model" }, terminal));
  const apiUrl = values["api-url"];
  const apiKey = await keyFor(provider);
  const config = await saveConfig(
    {
      provider,
      model,
      ...(values.default !== undefined && { isDefault: values.default }),
      apiConfig: { ...(apiKey && { apiKey }), ...(apiUrl !== undefined && { apiUrl }) },
    },
    target,
  );
  console.log(describeConfig(config));
}

async function keyFor(provider: string): Promise<string | undefined> {
  if (process.env.LLM_API_KEY) return process.env.LLM_API_KEY;
  return keyed.has(provider)
    ? askSecretly({ question: "Key (not shown)", option: "LLM_API_KEY" }, processTerminal())
    : undefined;
}

interface Wanted {
  readonly scope: SaveTarget["scope"];
  readonly url: string | undefined;
  readonly subject: string;
}

async function targetOf({ scope, url, subject }: Wanted): Promise<SaveTarget> {
  if (url !== undefined) {
    const token = process.env.NODESMITH_TOKEN;
    if (!token) throw new CannotStart("--url needs a token of an admin in NODESMITH_TOKEN");
    if (!URL.canParse(url)) throw new CannotStart(`--url ${url} is not a URL`);
    return { url: url.replace(/\/+$/, ""), token, scope };
  }
  const { environment, dataDir } = commandEnvironment();
  const running = findRunningStack(dataDir);
  if (!running)
    throw new CannotStart("no stack runs here: start one with npm start, or give --url");
  const issuer = await openIssuer(dataDir, tokenNames(environment));
  const roles = scope === "platform" ? ["admin"] : [];
  return { url: running.url, token: await issuer.issueToken({ subject, roles, ttl: "5m" }), scope };
}

main().catch(exitWith);
