import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dockerConfig } from "../../checks/docker-config.js";
import type { FactRecord, Report } from "../../src/contract/index.js";
import { loadPlan } from "../../src/plan/index.js";
import { liveHost, readPlanWorld } from "../../src/probe/index.js";
import { RENDERERS } from "../../src/report/index.js";
import { runChecks } from "../../src/run/index.js";
import { CONFIG_FILES, HELPERS, TABLE_SECRETS, type ConfigFileCase, type Sent } from "./configs/table.js";
import { canRunLab } from "./support/gate.js";
import { REGISTRY_PASSWORD, REGISTRY_USER, type Access } from "./support/internet.js";
import { INSIDE, startLab, type Lab } from "./support/lab.js";
import { base64, SECRETS } from "./support/secrets.js";

const FOLDER = "/root/configs";
const CANARIES = [...SECRETS, ...TABLE_SECRETS, ...TABLE_SECRETS.map(base64)];

/** What a remedy has to leave as it is. */
const BYSTANDERS = {
  detachKeys: "ctrl-q,q",
  auths: { "bystander.example": { auth: base64("bystander:keeps-its-place") } },
};

/** Faults whose remedy is an edit or a login; those of a store or a helper need another mount, too. */
const REMEDIED = CONFIG_FILES.filter(({ name }) =>
  [
    "byte-order mark",
    "trailing comma",
    "line comment",
    "block comment",
    "Auths in another case",
    "Auth in another case",
    "auth twice, the last is right",
    "empty entry",
    "null entry",
    "empty auth",
    "no colon",
    "a blank inside the base64",
    "a blank after the base64",
    "line feeds inside the base64",
    "a newline after the password",
    "CR LF after the password",
    "NULs after the password",
    "no password",
    "no user",
    "identity token beside a password",
    "registry token",
    "Amazon's user",
    "a web token that ends within a step",
    'key "basic.registry.example:443" for basic.registry.example/team/pause:1',
    'key "Basic.Registry.Example" for basic.registry.example/team/pause:1',
    'key "*.registry.example" for basic.registry.example/team/pause:1',
    'key "docker.io" for private/pause:1',
    'key "https://index.docker.io/v2/" for private/pause:1',
    "a bad auth of another registry",
  ].includes(name),
);

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
    const options = { columns: 120, color: false, verbose: true, quiet: false };
    const texts = Object.values(RENDERERS).map((render) => render(report, options));
    const shown = [...texts, JSON.stringify(facts)].join("\n");
    expect(CANARIES.filter((canary) => shown.includes(canary))).toEqual([]);
  });

  test.each(REMEDIED)("the remedy for: $name", { timeout: 60_000 }, async (file) => {
    await lab.writeFile(`${INSIDE.folder}/bin/docker-credential-secretservice`, HELPERS["lab-empty"] ?? "", 0o755);
    const folder = `${FOLDER}/remedied-${file.name.replaceAll(/\W/g, "-")}`;
    const path = `${folder}/config.json`;
    await lab.writeFile(path, withBystanders(file.text), 0o644);
    // the commands have to name the path as the host sees it
    const words = ["--docker-config", folder, "--image", file.image, "--only", "docker-config", "--format", "json"];
    const before = await lab.preflight(words);
    const findings = (JSON.parse(before.stdout) as Report).results.flatMap((result) => result.findings);
    const commands = findings.flatMap(({ remedy }) => remedy.commands);
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

    expect((await lab.shell(`stat -c %a ${path}`)).trim()).toBe("600");
    expect(JSON.parse(await lab.readFile(path))).toMatchObject(BYSTANDERS);
    const { report } = await judge(join(lab.host.root, folder), file.image);
    expect(readSaid(report, file.image)).toEqual({ says: [], ends: `basic as ${REGISTRY_USER}` });
    await lab.internet.takeAccesses();
    const pulled = await lab.docker(["--config", folder, "pull", "-q", file.image]);
    expect([readSent(await lab.internet.takeAccesses()), pulled.exitCode]).toEqual([`${REGISTRY_USER} accepted`, 0]);
  });
});
