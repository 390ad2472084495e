import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type Inputs, load, type WorldParts } from "./world.js";

const SECRET = "Pl4nted_s3cretZq9";
const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";
const words = (...options: string[]): Inputs => ({ words: ["docker", "run", ...options] });
const text = (line: string): Inputs => ({ commandFile: { name: "r.sh", text: line } });
const yaml = (lines: string): Inputs => ({
  compose: { file: "c.yaml", text: `services:\n  r:\n    image: ${IMAGE}\n    ${lines}\n` },
});

type Case = readonly [name: string, inputs: Inputs, parts: WorldParts | undefined];

const CASES: readonly (readonly [string, Inputs, WorldParts?])[] = [
  ["-e", words("-e", `OAUTH_CLIENT_SECRET=${SECRET}`, IMAGE)],
  ["id", words("-e", `OAUTH_CLIENT_ID=${SECRET}`, IMAGE)],
  ["unknown name", words("-e", `MY_KEY=${SECRET}`, IMAGE)],
  ["Java options", words("-e", `JAVA_TOOL_OPTIONS=-Dp=${SECRET}`, IMAGE)],
  ["attached", words(`-eOAUTH_CLIENT_SECRET=${SECRET}`, IMAGE)],
  ["long", words(`--env=OAUTH_CLIENT_SECRET=${SECRET}`, IMAGE)],
  ["blank before =", words("-e", `OAUTH_CLIENT_SECRET =${SECRET}`, IMAGE)],
  ["colon", words("-e", `OAUTH_CLIENT_SECRET:${SECRET}`, IMAGE)],
  ["set apart", words("-e", "OAUTH_CLIENT_SECRET", SECRET, IMAGE)],
  ["set apart after =", words("-e", "OAUTH_CLIENT_SECRET=", SECRET, "--name", "x", IMAGE)],
  ["set apart with =", words("-e", "OAUTH_CLIENT_SECRET", `=${SECRET}`, IMAGE)],
  ["empty name", words("-e", `=${SECRET}`, IMAGE)],
  ["unknown option", words(`--oauth-secret=${SECRET}`, IMAGE)],
  ["unknown option, set apart", words("--oauth-secret", SECRET, IMAGE)],
  ["bad label", words("-l", `=${SECRET}`, IMAGE)],
  ["label and health command", words("-l", `k=${SECRET}`, "--health-cmd", SECRET, "--log-opt", `x=${SECRET}`, IMAGE)],
  ["in the wrong variable", words("-e", `RUNNER_UUID=${SECRET}XXXX`, "-e", `OAUTH_CLIENT_SECRET=${SECRET}XXXX`, IMAGE)],
  ["swapped with a UUID", words("-e", `ACCOUNT_UUID=${SECRET}-long-enough`, IMAGE)],
  ["swapped with the working directory", words("-e", `WORKING_DIRECTORY=ATOA${SECRET}`, IMAGE)],
  ["again in a mount", words("-e", `OAUTH_CLIENT_SECRET=${SECRET}`, "-v", `/a/${SECRET}:b`, IMAGE)],
  ["dollar", words("-e", `OAUTH_CLIENT_SECRET=a$${SECRET}`, IMAGE)],
  ["dollar in text", text(`docker run -e OAUTH_CLIENT_SECRET="a$${SECRET}" ${IMAGE}`)],
  ["placeholder-like", words("-e", `OAUTH_CLIENT_SECRET=<${SECRET}`, IMAGE)],
  ["shell default", words("-e", `OAUTH_CLIENT_SECRET=\${S:-${SECRET}}`, IMAGE)],
  ["shell default in text", text(`docker run -e OAUTH_CLIENT_SECRET=\${S:-${SECRET}} ${IMAGE}`)],
  ["shell command", text(`docker run -e OAUTH_CLIENT_SECRET=$(echo ${SECRET}) ${IMAGE}`)],
  ["shell command in backticks", text(`docker run -e OAUTH_CLIENT_SECRET=\`echo ${SECRET}\` ${IMAGE}`)],
  ["dollar in a proxy", text(`docker run -e HTTPS_PROXY="http://u:a$${SECRET}@p" ${IMAGE}`)],
  ["dollar in a label", text(`docker run -l "k=a$${SECRET}" ${IMAGE}`)],
  ["in angle brackets", words("-e", `OAUTH_CLIENT_SECRET=<${SECRET}>`, IMAGE)],
  ["in braces", words("-e", `OAUTH_CLIENT_SECRET={{${SECRET}}}`, IMAGE)],
  ["beside a placeholder", words("-e", `OAUTH_CLIENT_SECRET=your-${SECRET}`, IMAGE)],
  ["proxy", words("-e", `HTTPS_PROXY=http://u:${SECRET}@p:3128`, IMAGE)],
  ["proxy password with a slash", words("-e", `HTTPS_PROXY=http://u:a/${SECRET}?b#c@p:3128`, IMAGE)],
  ["engine password with a slash", { dockerHost: `tcp://u:a/${SECRET}@h:2375` }],
  ["engine socket", { dockerHost: `unix://u:${SECRET}@/var/run/docker.sock` }],
  ["proxy user", words("-e", `https_proxy=${SECRET}:x@p:3128`, IMAGE)],
  ["docker URI", words("-e", `DOCKER_URI=tcp://u:${SECRET}@h:2375`, IMAGE)],
  ["image user-info", words(`u:${SECRET}@registry.example/app:1`)],
  ["helper image user-info", words("-e", `PAUSE_IMAGE=https://u:${SECRET}@registry.example/app:1`, IMAGE)],
  ["engine", { words: ["docker", "-H", `tcp://u:${SECRET}@h:2375`, "run", IMAGE] }],
  ["engine flag", { dockerHost: `tcp://u:${SECRET}@h:2375` }],
  ["engine environment", {}, { env: { DOCKER_HOST: `ssh://u:${SECRET}@h` } }],
  ["environment in front", text(`OAUTH_CLIENT_SECRET=${SECRET} docker run -e OAUTH_CLIENT_SECRET ${IMAGE}`)],
  ["exported", text(`export OAUTH_CLIENT_SECRET=${SECRET}\ndocker run -e OAUTH_CLIENT_SECRET ${IMAGE}`)],
  ["expanded", text(`S=${SECRET}\ndocker run -e OAUTH_CLIENT_SECRET=$S ${IMAGE}`)],
  ["inherited", words("-e", "OAUTH_CLIENT_SECRET", IMAGE), { env: { OAUTH_CLIENT_SECRET: SECRET } }],
  [
    "env file",
    words("--env-file", "e", IMAGE),
    { files: { "/work-dir/e": `OAUTH_CLIENT_SECRET=${SECRET}\nX=${SECRET}\n` } },
  ],
  ["compose", yaml(`environment: { OAUTH_CLIENT_SECRET: "${SECRET}" }`)],
  ["compose list", yaml(`environment: [ "OAUTH_CLIENT_SECRET=${SECRET}" ]`)],
  ["compose list without =", yaml(`environment: [ "OAUTH_CLIENT_SECRET:${SECRET}" ]`)],
  ["compose list as map", yaml(`environment: [ OAUTH_CLIENT_SECRET: ${SECRET} ]`)],
  ["compose mapping", yaml(`environment: { OAUTH_CLIENT_SECRET: {${SECRET}} }`)],
  ["compose interpolation", yaml(`environment: { OAUTH_CLIENT_SECRET: "a$${SECRET}" }`)],
  ["compose list interpolation", yaml(`environment: [ "OAUTH_CLIENT_SECRET=a$${SECRET}" ]`)],
  ["compose open brace", yaml(`environment: { OAUTH_CLIENT_SECRET: "a\${${SECRET}" }`)],
  ["compose list, bad and without =", yaml(`environment: [ "OAUTH_CLIENT_SECRET:${SECRET}$" ]`)],
  ["compose default", yaml(`environment: { OAUTH_CLIENT_SECRET: "\${S:-${SECRET}}" }`)],
  ["compose error text", yaml(`environment: { OAUTH_CLIENT_SECRET: "\${S:?${SECRET}}" }`)],
  [
    "container",
    {
      container: {
        name: "r",
        inspect: {
          Config: { Image: IMAGE, Env: [`OAUTH_CLIENT_SECRET=${SECRET}`, `http_proxy=http://u:${SECRET}@p`] },
        },
      },
    },
  ],
  [
    "client config",
    words(IMAGE),
    {
      files: {
        "/home/op/.docker/config.json": JSON.stringify({
          auths: { h: { auth: SECRET } },
          proxies: { default: { httpsProxy: `http://u:${SECRET}@p` } },
        }),
      },
    },
  ],
];

describe("a planted secret", () => {
  it.each(CASES.map(([name, inputs, parts]): Case => [name, inputs, parts]))(
    "%s: is in no part of the plan",
    (_name, inputs, parts) => {
      const { plan, secrets } = load(inputs, parts);
      for (const shown of [JSON.stringify(plan), JSON.stringify(secrets), inspect(secrets, { depth: 9 })]) {
        expect(shown).not.toContain(SECRET);
        expect(shown).not.toContain(Buffer.from(SECRET).toString("base64"));
        expect(shown).not.toContain(Buffer.from(SECRET).toString("base64url"));
      }
    },
  );

  const MESSAGES: readonly (readonly [string, Inputs, WorldParts?])[] = [
    ["--domain", { domains: [`https://u:${SECRET}@h/x`] }],
    ["--domain without a scheme", { domains: [`u:${SECRET}@h`] }],
    ["no docker run", text(`OAUTH_CLIENT_SECRET=${SECRET} docker start ${SECRET}=x`)],
    ["env file", words("--env-file", "e", IMAGE), { files: { "/work-dir/e": `OAUTH_CLIENT_SECRET ${SECRET}\n` } }],
    ["env file, no name", words("--env-file", "e", IMAGE), { files: { "/work-dir/e": `=${SECRET}\n` } }],
    ["YAML", yaml(`environment: { OAUTH_CLIENT_SECRET: "${SECRET}`)],
    ["quote", text(`docker run -e 'OAUTH_CLIENT_SECRET=${SECRET}`)],
  ];
  it.each(MESSAGES.map(([name, inputs, parts]): Case => [name, inputs, parts]))(
    "%s: is in no message",
    (_name, inputs, parts) => {
      let message = "";
      try {
        load(inputs, parts);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain("UsageError");
      expect(message).not.toContain(SECRET);
    },
  );

  it("is held back for the probes", () => {
    const values = load(words("-e", `OAUTH_CLIENT_SECRET=${SECRET}`, "-e", "DEBUG=true", IMAGE)).secrets.values;
    expect(values.map((one) => one.open())).toEqual([SECRET]);
    const proxied = load(words("-e", `HTTPS_PROXY=http://u:${SECRET}@p:1`, IMAGE));
    expect(proxied.secrets.proxies.https?.open()).toBe(`http://u:${SECRET}@p:1`);
    expect(proxied.plan.proxies.https).toEqual({ value: "http://***@p:1", origin: { from: "word", word: 4 } });
    expect(proxied.secrets.values.map((one) => one.open())).toContain(SECRET);
  });
});
