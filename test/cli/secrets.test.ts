import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { leaksIn } from "../secrets/leaks.js";
import { watchPrograms } from "./support/programs-in.js";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-secrets-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SECRET = "Zq7XkV9w/3TbN2m";
const IMAGE = "localhost:9/bitbucket-pipelines-runner:1";
const FORMATS = ["json", "junit", "markdown", "table"] as const;
const HELPERS = ["PAUSE_IMAGE", "AUTH_PROXY_IMAGE", "CLONE_IMAGE"].flatMap((name) => ["-e", `${name}=${IMAGE}`]);

function fileWith(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

function folderWithConfig(text: string): string {
  const folder = mkdtempSync(join(FOLDER, "config-"));
  writeFileSync(join(folder, "config.json"), text);
  return folder;
}

const CONFIG = JSON.stringify({
  auths: { "localhost:9": { auth: Buffer.from(`u:${SECRET}`).toString("base64") }, h: { identitytoken: SECRET } },
  HttpHeaders: { Authorization: `Bearer ${SECRET}`, "X-Key": SECRET },
  proxies: { default: { httpProxy: `http://px:${SECRET}@127.0.0.1:9` } },
});
const DAEMON = JSON.stringify({
  "log-driver": "splunk",
  "log-opts": { "splunk-token": SECRET, env: SECRET },
  labels: [`a=${SECRET}`],
  proxies: { "http-proxy": `http://px:${SECRET}@127.0.0.1:9`, "https-proxy": `px:${SECRET}@127.0.0.1:9` },
});

const start = (...options: readonly string[]): readonly string[] => [
  "--",
  "docker",
  "run",
  ...HELPERS,
  ...options,
  IMAGE,
];
const service = (lines: string, root = ""): string => `${root}services:\n  r:\n    image: ${IMAGE}\n    ${lines}\n`;

interface Row {
  readonly arguments: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const ROWS: Readonly<Record<string, Row>> = {
  "-e": { arguments: start("-e", `OAUTH_CLIENT_SECRET=${SECRET}`) },
  "-e forgotten": { arguments: start(`OAUTH_CLIENT_SECRET=${SECRET}`) },
  "-env": { arguments: start("-env", `OAUTH_CLIENT_SECRET=${SECRET}`) },
  "--env-file=NAME": { arguments: start(`--env-file=OAUTH_CLIENT_SECRET=${SECRET}`) },
  "an inherited variable": { arguments: start("-e", "OAUTH_CLIENT_SECRET"), env: { OAUTH_CLIENT_SECRET: SECRET } },
  "a proxy": { arguments: start("-e", `HTTPS_PROXY=http://px:${SECRET}@127.0.0.1:9`) },
  "a volume option": {
    arguments: start("--mount", `type=volume,src=v,dst=/tmp,"volume-opt=o=username=u,password=${SECRET}"`),
  },
  "a bind source": { arguments: start("-v", `//u:${SECRET}@server/share:/tmp`) },
  "an entrypoint": { arguments: start("--entrypoint", `sh -c ${SECRET}`) },
  "a logging option": { arguments: start("--log-driver", "splunk", "--log-opt", `splunk-token=${SECRET}`) },
  "a value that docker refuses": { arguments: start("--memory", SECRET, "--restart", SECRET) },
  "an option that docker does not know": { arguments: start(`--oauth-secret=${SECRET}`) },
  "the engine": { arguments: ["--docker-host", `tcp://u:${SECRET}@127.0.0.1:9`, ...start()] },
  DOCKER_HOST: { arguments: start(), env: { DOCKER_HOST: `tcp://u:${SECRET}@127.0.0.1:9` } },
  "DOCKER_HOST for --container": {
    arguments: ["--container", "r"],
    env: { DOCKER_HOST: `tcp://u:${SECRET}@127.0.0.1:9` },
  },
  "--image": { arguments: ["--image", `u:${SECRET}@localhost:9/UPPER`] },
  "--domain": { arguments: ["--domain", `https://u:${SECRET}@h/x`] },
  "a command": { arguments: [SECRET] },
  "an argument": { arguments: ["check", `OAUTH_CLIENT_SECRET=${SECRET}`] },
  "an option of this program": { arguments: [`--oauth=${SECRET}`] },
  "a value of an option of this program": { arguments: ["--timeout", SECRET] },
  "a format": { arguments: ["--format", SECRET] },
  explain: { arguments: ["explain", SECRET] },
  repair: { arguments: ["repair", SECRET, SECRET] },
  "a missing command file": { arguments: ["--command-file", `https://u:${SECRET}@h/x`] },
  "a command file": {
    arguments: ["--command-file", fileWith("r.sh", `OAUTH_CLIENT_SECRET='${SECRET}' docker start x`)],
  },
  "a compose file": {
    arguments: ["--compose", fileWith("a.yaml", service(`environment: { OAUTH_CLIENT_SECRET: "${SECRET}" }`))],
  },
  "an include of a compose file": {
    arguments: [
      "--compose",
      fileWith("b.yaml", service("user: root", `include: [ "https://u:${SECRET}@h/c.yaml" ]\n`)),
    ],
  },
  "an extends of a compose file": {
    arguments: [
      "--compose",
      fileWith("c.yaml", service(`extends: { file: "https://u:${SECRET}@h/c.yaml", service: r }`)),
    ],
  },
  "a daemon.json": {
    arguments: ["repair", "daemon", fileWith("daemon.json", DAEMON), "--drop-log-driver", "--yes"],
  },
  "a daemon.json that is no JSON": {
    arguments: ["repair", "daemon", fileWith("no.json", `${DAEMON}x`), "--drop-log-driver", "--yes"],
  },
  "a config.json": {
    arguments: ["--docker-config", folderWithConfig(CONFIG), ...start()],
  },
  "a config.json that is no JSON": {
    arguments: ["--docker-config", folderWithConfig(`${CONFIG}"${SECRET}`), ...start()],
  },
  DOCKER_AUTH_CONFIG: { arguments: start(), env: { DOCKER_AUTH_CONFIG: CONFIG } },
  "-e DOCKER_AUTH_CONFIG": { arguments: start("-e", `DOCKER_AUTH_CONFIG=${CONFIG}`) },
  credentials: { arguments: ["credentials", `u:${SECRET}@localhost:9/app`] },
};

async function shownBy({ arguments: given, env = {} }: Row, number: number): Promise<string> {
  const folder = join(FOLDER, `run-${number}`);
  mkdirSync(folder);
  const isCheck = given[0] !== "repair" && given.some((word) => word.startsWith("--")) && !given.includes("--timeout");
  const files = FORMATS.map((format) => join(folder, `out.${format}`));
  const facts = join(folder, "facts.json");
  const reports = FORMATS.flatMap((format, index) => ["--report", `${format}=${files[index]}`]);
  const own = isCheck
    ? ["--deadline", "6", "--timeout", "2", "--skip", "service-reachable", "--verbose", "--facts", facts, ...reports]
    : [];
  const { stdout, stderr } = await runCli([...own, ...given], {
    env: { DOCKER_HOST: "unix:///nonexistent.sock", ...env },
  });
  expect(`${stdout}${stderr}`).not.toBe("");
  return [stdout, stderr, ...[...files, facts].filter(existsSync).map((file) => readFileSync(file, "utf8"))].join("\n");
}

describe("a secret given to the built program", () => {
  it.concurrent.each(Object.entries(ROWS).map(([name, row], number) => ({ name, row, number })))(
    "as $name is in no report, no fact and on no line of stderr",
    async ({ row, number }) => {
      expect(leaksIn(await shownBy(row, number), SECRET)).toEqual([]);
    },
    60_000,
  );
});

describe("a plugin", () => {
  const plugin = fileWith(
    "plugin.mjs",
    `const secret = process.env.OAUTH_CLIENT_SECRET, entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
export default { id: "acme/x", title: "X", group: "host", severity: "error", codes: { bad: entry },
  targets: () => ["host " + secret, "https://u:" + secret + "@h/"],
  async run(pass) {
    pass.progress("waiting with " + secret, "host " + secret);
    return { status: "fail", evidence: [{ what: secret, observed: Buffer.from(secret).toString("base64"), origin: secret }],
      targets: [{ target: "host " + secret, status: "fail", findings: [] }].slice(1),
      unproven: [secret],
      findings: [{ code: "bad", message: "m " + secret, target: "t " + secret, evidence: [],
        remedy: { summary: "s " + secret, source: "https://h/?token=" + secret,
          commands: [{ run: "curl -u x:" + secret + " h", risk: "safe" }],
          changes: [{ remove: ["-e", "A=" + secret], add: [secret] }] } }] };
  } };`,
  );

  it.concurrent(
    "shows no secret in targets, remedies, changes and progress",
    async () => {
      const only = ["--only", "acme/x", "--plugin", plugin, ...start("-e", "OAUTH_CLIENT_SECRET")];
      const output = await shownBy({ arguments: only, env: { OAUTH_CLIENT_SECRET: SECRET } }, 1000);
      expect(output).toContain("curl -u");
      expect(leaksIn(output, SECRET)).toEqual([]);
    },
    60_000,
  );

  it.concurrent(
    "that throws shows none",
    async () => {
      const throwing = fileWith("throwing.mjs", `throw new Error("with " + process.env.OAUTH_CLIENT_SECRET);`);
      const only = ["--only", "docker-socket", "--plugin", throwing, ...start("-e", "OAUTH_CLIENT_SECRET")];
      const output = await shownBy({ arguments: only, env: { OAUTH_CLIENT_SECRET: SECRET } }, 1001);
      expect(leaksIn(output, SECRET)).toEqual([]);
    },
    60_000,
  );
});

it.runIf(process.getuid?.() === 0)("no child has a secret in its arguments or in its environment", async () => {
  const [bin, seen] = [join(FOLDER, "bin"), join(FOLDER, "seen")];
  mkdirSync(bin);
  writeFileSync(join(bin, "getent"), `#!/bin/sh\ncat /proc/$$/cmdline /proc/$$/environ >>'${seen}'\n`);
  chmodSync(join(bin, "getent"), 0o755);
  const env = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    SUDO_USER: "nobody-of-this-name",
    OAUTH_CLIENT_SECRET: SECRET,
  };
  await runCli(["--only", "runner-command", ...start("-e", `OAUTH_CLIENT_SECRET=${SECRET}`)], { env });
  const text = readFileSync(seen, "latin1");
  expect(text).toContain("getent");
  expect(leaksIn(text, SECRET)).toEqual([]);
});

it.runIf(process.platform === "linux")("what ends a process that a dead file system holds has no secret", async () => {
  const folder = mkdtempSync(join(FOLDER, "dead-"));
  execFileSync("mkfifo", [join(folder, "fifo")]);
  const held = fileWith("held.mjs", `void (await import("node:fs/promises")).open("fifo");\nexport default [];\n`);
  let isOver = false;
  const [programs, { stderr }] = await Promise.all([
    watchPrograms(folder, () => isOver),
    runCli(["--only", "runner-command", "--plugin", held, ...start("-e", `OAUTH_CLIENT_SECRET=${SECRET}`)], {
      cwd: folder,
      env: { OAUTH_CLIENT_SECRET: SECRET, DOCKER_AUTH_CONFIG: CONFIG },
    }).finally(() => (isOver = true)),
  ]);
  expect(stderr).toContain("a file system does not answer");
  // Where Node can replace its process, that is over before anybody sees it.
  const isSeen = programs.some(({ words }) => words.includes("kill -9"));
  expect(isSeen || "execve" in process).toBe(true);
  const variables = programs.flatMap(({ environment }) => environment.split("\0")).filter((one) => one !== "");
  expect(variables.filter((one) => !/^(?:PATH|PWD|OLDPWD|_|SHLVL)=/.test(one))).toEqual([]);
  expect(leaksIn(programs.map(({ words }) => words).join("\n"), SECRET)).toEqual([]);
});
