import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dockerConfig } from "../../checks/docker-config/check.js";
import type { FactRecord, Finding, RemedyCommand, Report } from "../../src/contract/index.js";
import { loadPlan } from "../../src/plan/index.js";
import { liveHost, readPlanWorld } from "../../src/probe/index.js";
import { RENDERERS } from "../support/renderers.js";
import { runChecks } from "../../src/run/index.js";
import { CONFIG_FILES, HELPERS, TABLE_SECRETS, type ConfigFileCase, type Sent } from "./configs/table.js";
import { changeWords } from "./support/changes.js";
import { OWN_FILE, READABLE, REMEDIED, SUDO, UNREADABLE } from "./configs/remedied.js";
import { canRunLab } from "./support/gate.js";
import { IMAGES } from "./support/images.js";
import { ODD_USER, REGISTRY_PASSWORD, REGISTRY_USER, type Access } from "./support/internet.js";
import { INSIDE, startLab, type Lab } from "./support/lab.js";
import { base64, REGISTRY_AUTH, SECRETS } from "./support/secrets.js";
import { startCommand } from "./support/start-command.js";
import { withPause } from "./cases/shared.js";

const FOLDER = "/root/configs";
const CANARIES = [...SECRETS, ...TABLE_SECRETS, ...TABLE_SECRETS.map(base64)];

const BASIC = "basic.registry.example";
const BASIC_IMAGE = `${BASIC}/team/pause:1`;
const RIGHT = JSON.stringify({ auths: { [BASIC]: { auth: REGISTRY_AUTH } } });

/** The start command with a private pause image, and a mount for its credentials. */
function startWith(mount?: string): readonly string[] {
  return startCommand({ env: withPause(BASIC_IMAGE), moreMounts: mount === undefined ? [] : [mount] });
}

/** What a remedy has to leave as it is. */
const BYSTANDERS = {
  detachKeys: "ctrl-q,q",
  auths: { "bystander.example": { auth: base64("bystander:keeps-its-place") } },
};

/** The file with something beside its fault. */
function withBystanders(text: string | Uint8Array): string {
  const whole = text.toString();
  const settings = `"detachKeys": ${JSON.stringify(BYSTANDERS.detachKeys)}`;
  const entries = JSON.stringify(BYSTANDERS.auths).slice(1, -1);
  return whole.replace(/"(auths)": ?\{/i, (open) => `${settings}, ${open}${entries}, `);
}

/** What came with the requests of one pull. */
function readSent(accesses: readonly Access[]): Sent {
  const named = accesses.find(({ user }) => user !== "");
  return named === undefined ? "nobody" : `${named.user} ${named.status < 400 ? "accepted" : "refused"}`;
}

/** What docker-config says about a file, and how the trace of the image ends. */
function readSaid(report: Report, image: string): Pick<ConfigFileCase, "says" | "ends"> {
  const findings = report.results.find(({ id }) => id === "docker-config")?.findings ?? [];
  return {
    says: findings.map(({ severity, code }) => `${severity} ${code}`).toSorted(),
    ends: report.credentials?.find((trace) => trace.image === image)?.result ?? "no trace",
  };
}

/** The product's word on a folder's config.json, given without a process of its own: there are many files. */
async function judge(
  folder: string,
  image: string,
): Promise<{ readonly report: Report; readonly facts: readonly FactRecord[] }> {
  const { plan, secrets } = loadPlan({ dockerConfig: folder, images: [image] }, readPlanWorld());
  const { signal } = new AbortController();
  const live = liveHost({ plan, secrets, timeoutMs: 10_000, signal, env: {} });
  try {
    const report = await runChecks({
      checks: [dockerConfig],
      plan,
      host: live.host,
      mode: "live",
      deadlineMs: 30_000,
      concurrency: 1,
      strict: false,
      signal,
      skipped: [],
      observe: () => undefined,
      version: "0.0.0",
    });
    return { report, facts: live.facts() };
  } finally {
    await live.close();
  }
}

describe.skipIf(!canRunLab())("config.json files", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    for (const [name, script] of Object.entries(HELPERS)) {
      await lab.writeFile(`${INSIDE.folder}/bin/docker-credential-${name}`, script, 0o755);
    }
  });
  afterAll(async () => {
    await lab.close();
  });

  test("are enough, each with its own name", () => {
    expect(CONFIG_FILES.length).toBeGreaterThanOrEqual(80);
    expect(new Set(CONFIG_FILES.map(({ name }) => name)).size).toBe(CONFIG_FILES.length);
  });

  test("get an error where neither reader is let in by a fault of the file, and a word where only one is", () => {
    const isIn = (sent: ConfigFileCase["client"] | "fails"): boolean =>
      [sent].flat().some((one) => one.endsWith("accepted"));
    const silent = CONFIG_FILES.filter(
      ({ client, runner, says }) => isIn(client) !== isIn(runner) && says.length === 0,
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
    const overdone = CONFIG_FILES.filter(
      ({ client, runner, ends, says }) =>
        isIn(client) && isIn(runner) && ends.startsWith("basic") && says.some((word) => word.startsWith("error")),
    );
    expect(overdone.map(({ name }) => name)).toEqual(["an empty helper takes the store away"]);
  });

  test.each(CONFIG_FILES.map((file, index) => ({ ...file, index })))("$name", async (file) => {
    const folder = `${FOLDER}/${file.index}`;
    await lab.writeFile(`${folder}/config.json`, file.text, 0o600);
    await lab.internet.takeAccesses();
    const [pulled, { report, facts }] = await Promise.all([
      lab.docker(["--config", folder, "pull", "-q", file.image]),
      judge(join(lab.host.root, folder), file.image),
    ]);
    const sent = readSent(await lab.internet.takeAccesses());
    expect([file.client].flat()).toContain(sent);
    expect(pulled.exitCode).toBe(sent.endsWith("accepted") ? 0 : 1);

    const said = readSaid(report, file.image);
    expect(said).toEqual({ says: file.says.toSorted(), ends: file.ends });
    const options = { columns: 120, color: false, ascii: false, verbose: true, quiet: false };
    const texts = Object.values(RENDERERS).map((render) => render(report, options));
    const shown = [...texts, JSON.stringify(facts)].join("\n");
    expect(CANARIES.filter((canary) => shown.includes(canary))).toEqual([]);
  });

  /** Runs printed commands as they are, at a terminal; they show no password. */
  async function follow(commands: readonly RemedyCommand[]): Promise<void> {
    expect(commands.length).toBeGreaterThan(0);
    const said: string[] = [];
    for (const { run } of commands) {
      const ended = await lab.exec(["python3", `${INSIDE.checkout}/test/lab/support/answer-prompts.py`, run], {
        env: { LAB_USER: REGISTRY_USER, LAB_PASSWORD: REGISTRY_PASSWORD },
      });
      said.push(ended.stdout);
      expect([run, ended.exitCode, ended.stdout]).toEqual([run, 0, ended.stdout]);
    }
    const shown = [...commands.map(({ run }) => run), ...said].join("\n");
    expect(CANARIES.filter((canary) => shown.includes(canary))).toEqual([]);
  }

  /** The product in the host, where paths are what the commands have to name. */
  async function findingsOf(words: readonly string[]): Promise<readonly Finding[]> {
    const ended = await lab.preflight(["--format", "json", ...words]);
    return (JSON.parse(ended.stdout) as Report).results.flatMap((result) => result.findings);
  }

  /** The folder's file is its owner's alone, nothing is said about it, and it lets a real pull in. */
  async function proveRight(folder: string, image: string, user: string = REGISTRY_USER): Promise<void> {
    expect((await lab.shell(`stat -c '%a %F' ${folder}/config.json`)).trim()).toBe("600 regular file");
    const { report } = await judge(join(lab.host.root, folder), image);
    expect(readSaid(report, image)).toEqual({ says: [], ends: `basic as ${user}` });
    await lab.internet.takeAccesses();
    const pulled = await lab.docker(["--config", folder, "pull", "-q", image]);
    expect([readSent(await lab.internet.takeAccesses()), pulled.exitCode]).toEqual([`${user} accepted`, 0]);
  }

  /** A store that docker chooses by itself where a config.json has no entries. */
  async function offerStore(): Promise<void> {
    await lab.writeFile(`${INSIDE.folder}/bin/docker-credential-secretservice`, HELPERS["lab-empty"] ?? "", 0o755);
  }

  const only = ["--only", "docker-config"] as const;

  test.each(REMEDIED)("the remedy for: $name", { timeout: 60_000 }, async (file) => {
    await offerStore();
    const folder = `${FOLDER}/remedied-${file.name.replaceAll(/\W/g, "-")}`;
    await lab.writeFile(`${folder}/config.json`, withBystanders(file.text), 0o644);
    const findings = await findingsOf([...only, "--docker-config", folder, "--image", file.image]);
    await follow(findings.flatMap(({ remedy }) => remedy.commands));
    expect(JSON.parse(await lab.readFile(`${folder}/config.json`))).toMatchObject(BYSTANDERS);
    await proveRight(folder, file.image, file.name.includes("url-safe") ? ODD_USER : REGISTRY_USER);
  });

  test.each(OWN_FILE)("the remedy for: $name", { timeout: 60_000 }, async (file) => {
    await offerStore();
    const folder = `${FOLDER}/own-${file.name.replaceAll(/\W/g, "-")}`;
    await lab.writeFile(`${folder}/config.json`, file.text, 0o600);
    const [found, ...others] = await findingsOf([...only, "--docker-config", folder, "--image", file.image]);
    expect(others).toEqual([]);
    await follow(found?.remedy.commands ?? []);
    expect(await lab.readFile(`${folder}/config.json`)).toBe(file.text.toString());
    expect(found?.remedy.changes).toEqual([{ remove: [], add: ["-v", `${folder}-runner:/root/.docker`] }]);
    await proveRight(`${folder}-runner`, file.image);
  });

  test.each<[name: string, make: (path: string) => string, words?: readonly string[]]>([
    // one that is mounted is the mount's fault
    ["a directory", (path) => `mkdir -p ${path}`, ["--", ...startWith()]],
    ["a FIFO", (path) => `mkdir -p ${path.replace(/\/[^/]*$/, "")} && mkfifo ${path}`],
    ["100 MB", (path) => `mkdir -p ${path.replace(/\/[^/]*$/, "")} && truncate -s 100M ${path}`],
  ])("the remedy for %s in the place of config.json", { timeout: 60_000 }, async (name, make, words = []) => {
    await offerStore();
    const folder = `${FOLDER}/unreadable-${name.replaceAll(/\W/g, "-")}`;
    await lab.shell(make(`${folder}/config.json`));
    const findings = await findingsOf([...only, "--docker-config", folder, "--image", BASIC_IMAGE, ...words]);
    expect(findings.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([UNREADABLE]);
    await follow(findings.flatMap(({ remedy }) => remedy.commands));
    await lab.shell(`test -e ${folder}/config.json.unreadable`);
    await proveRight(folder, BASIC_IMAGE);
  });

  test.each<["file" | "folder"]>([["file"], ["folder"]])(
    "the remedy for a right %s that everybody can read",
    { timeout: 60_000 },
    async (form) => {
      const folder = `${FOLDER}/readable-${form}`;
      await lab.writeFile(`${folder}/config.json`, RIGHT, 0o644);
      await lab.shell(`chmod 755 ${folder}`);
      const mount = form === "folder" ? `${folder}:/root/.docker` : `${folder}/config.json:/root/.docker/config.json`;
      const findings = await findingsOf([...only, "--", "sudo", ...startWith(mount)]);
      expect(findings.map(({ code }) => code)).toEqual([READABLE]);
      const commands = findings.flatMap(({ remedy }) => remedy.commands);
      expect(commands.map(({ risk }) => risk)).toEqual(["sudo"]);
      await follow(commands);
      await proveRight(folder, BASIC_IMAGE);
    },
  );

  test.each(SUDO)("the remedy with sudo: %s", { timeout: 60_000 }, async (name, text, form, code) => {
    await offerStore();
    const home = form === "none" ? "/root" : `${FOLDER}/sudo-${name.replaceAll(/\W/g, "-")}`;
    const folder = `${home}/.docker`;
    await lab.shell(`mkdir -p ${home}; rm -rf /root/.docker`);
    if (form === "directory") await lab.shell(`mkdir -p ${folder}/config.json`);
    const path = `${folder}/${form === "other-name" ? "runner.json" : "config.json"}`;
    if (text !== null) await lab.writeFile(path, text, 0o600);
    const mount =
      form === "none" ? undefined : form === "folder" ? `${folder}:/root/.docker` : `${path}:/root/.docker/config.json`;
    const words = ["--only", "mount-paths,docker-config", "--", "sudo", ...startWith(mount)];
    const ended = await lab.preflight(["--format", "json", ...words], { env: { HOME: home } });
    const findings = (JSON.parse(ended.stdout) as Report).results.flatMap((result) => result.findings);
    const { commands = [], changes = [] } = findings.find((finding) => finding.code === code)?.remedy ?? {};
    expect(commands.filter(({ run, risk }) => risk !== "sudo" && !run.startsWith("rmdir "))).toEqual([]);
    await follow(commands);
    if (form === "other-name") {
      await lab.shell(`mkdir ${home}/look && cp -p ${path} ${home}/look/config.json`);
    }
    const right = form === "other-name" ? `${home}/look` : code === "credential-store" ? `${folder}-runner` : folder;
    await proveRight(right, BASIC_IMAGE);
    // what is to be mounted lets the stand-in runner in
    const start = changes.reduce(changeWords, startWith(mount));
    const again = await findingsOf(["--only", "mount-paths,docker-config", "--", ...start]);
    expect(again.filter(({ code: other }) => other.startsWith("docker-config-") || other === code)).toEqual([]);
    const started = await lab.exec(start.flatMap((word) => (word === "-it" ? ["--rm"] : [word])));
    expect([started.exitCode, started.stdout.includes(REGISTRY_PASSWORD)]).toEqual([0, false]);
  });

  test.each<[name: string, auths: unknown]>([
    ["a repair", { [`${BASIC}:443`]: { auth: REGISTRY_AUTH } }],
    ["a docker login", { [BASIC]: {} }],
  ])("a running container with a mount of the single file after %s", { timeout: 60_000 }, async (name, auths) => {
    await offerStore();
    const folder = `${FOLDER}/running-${name.replaceAll(/\W/g, "-")}`;
    const path = `${folder}/config.json`;
    const mount = `${path}:/root/.docker/config.json`;
    await lab.writeFile(path, JSON.stringify({ auths }), 0o600);
    const container = "reader";
    await lab.shell(`docker run -d --name ${container} -v ${mount} --entrypoint sleep ${IMAGES.runner} 600`);
    try {
      const inContainer = (): Promise<string> => lab.shell(`docker exec ${container} cat /root/.docker/config.json`);
      const before = await inContainer();
      const findings = await findingsOf([...only, "--", ...startWith(mount)]);
      await follow(findings.flatMap(({ remedy }) => remedy.commands));
      const after = await lab.readFile(path);
      expect(after).not.toBe(before);
      expect(await inContainer()).toBe(before);
      expect(findings.map(({ remedy }) => /restart/i.test(remedy.afterwards ?? ""))).toEqual([true]);
      await lab.shell(`docker restart -t 0 ${container}`);
      expect(await inContainer()).toBe(after);
    } finally {
      await lab.shell(`docker rm -f ${container}`);
    }
    await proveRight(folder, BASIC_IMAGE);
  });
});
