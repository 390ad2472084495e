import { describe, expect, it } from "vitest";
import { dockerConfig } from "../../checks/docker-config/check.js";
import { ProbeError } from "../../src/contract/index.js";
import type {
  AuthProblem,
  ConfigFault,
  DockerConfigAuth,
  DockerConfigFact,
  FileStat,
  Finding,
  PlannedImage,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import {
  HEALTHY,
  PROCESS,
  bind,
  buildPlan,
  fakeHost,
  mergeAnswers,
  runCheck,
  statTable,
  type Answers,
  writtenAs,
} from "./support.js";

const FILE = "/root/.docker/config.json";
const PAUSE = "r.example/team/pause:1";
const CLONE = "r.example/team/clone:1";
const PROXY = "other.example/team/proxy:1";

function image(reference: string, role: PlannedImage["role"]): PlannedImage {
  return { role, reference, puller: "runner", origin: { from: "word", word: 12 } };
}

const IMAGES: readonly PlannedImage[] = [
  {
    role: "runner",
    reference: "hub.example/runner:1",
    puller: "start-command",
    origin: { from: "word", word: 22 },
    pullPolicy: "missing",
  },
  image(PAUSE, "pause"),
  image(CLONE, "clone"),
  image(PROXY, "auth-proxy"),
];
const ALL = [PAUSE, CLONE, PROXY];
const GIVEN: Partial<RunnerPlan> = {
  images: IMAGES,
  mounts: [bind(FILE, FILE)],
  runnerConfig: { directory: "/root/.docker", file: FILE, origin: { from: "word", word: 7 } },
};

function auth(key: string, overrides: Partial<DockerConfigAuth> = {}): DockerConfigAuth {
  return { key, state: "basic", username: "deployer", identityToken: false, registryToken: false, ...overrides };
}

function config(overrides: Partial<DockerConfigFact> = {}): DockerConfigFact {
  return {
    file: FILE,
    outcome: "read",
    mode: "0600",
    uid: 0,
    credHelpers: [],
    auths: [],
    helpersOnPath: [],
    notes: [],
    ...overrides,
  };
}

function syntaxFault(of: "comma-before-brace" | "comment" | "foreign-quote"): ConfigFault {
  return { of: "syntax", syntax: { of }, line: 2, column: 1 };
}

function malformed(problem: AuthProblem): Partial<DockerConfigFact> {
  return { auths: [auth("r.example", { state: "malformed", problem })] };
}

interface Row {
  readonly name: string;
  readonly config: Partial<DockerConfigFact> | ProbeError;
  readonly plan?: Partial<RunnerPlan>;
  readonly status: string;
  readonly found?: readonly string[];
  /** Images that image-pullable is kept from. */
  readonly blocks?: readonly string[];
  readonly folder?: Partial<FileStat>;
  readonly inContainer?: boolean;
}

const NEEDED = [PAUSE, CLONE];

const ROWS: readonly Row[] = [
  { name: "no entries", config: {}, status: "pass" },
  { name: "a plain entry", config: { auths: [auth("r.example")] }, status: "pass" },
  { name: "a plain entry by address", config: { auths: [auth("https://r.example/v2/")] }, status: "pass" },
  // the file itself
  {
    name: "a directory in the mounted folder",
    config: { outcome: "is-directory" },
    plan: { mounts: [bind("/root/.docker", "/root/.docker")] },
    status: "skip",
  },
  {
    name: "a directory in a folder that a flag names",
    config: { outcome: "is-directory" },
    plan: {
      mounts: [],
      runnerConfig: { directory: "/root/.docker", file: FILE, origin: { from: "option", option: "--docker-config" } },
    },
    status: "fail",
    found: [`config-unreadable ${FILE}`],
    blocks: ALL,
  },
  { name: "a directory that is mounted", config: { outcome: "is-directory" }, status: "skip" },
  { name: "missing under its mount", config: { outcome: "missing" }, status: "skip" },
  {
    name: "missing in the mounted folder",
    config: { outcome: "missing" },
    plan: { mounts: [bind("/root/.docker", "/root/.docker")] },
    status: "skip",
  },
  {
    name: "a FIFO",
    config: { outcome: "not-a-file", type: "fifo" },
    status: "fail",
    found: [`config-unreadable ${FILE}`],
    blocks: ALL,
  },
  {
    name: "100 MB",
    config: { outcome: "too-large", sizeBytes: 104_857_600 },
    status: "fail",
    found: [`config-unreadable ${FILE}`],
    blocks: ALL,
  },
  {
    name: "never read to its end",
    config: { outcome: "timeout" },
    status: "fail",
    found: [`config-unreadable ${FILE}`],
    blocks: ALL,
  },
  {
    name: "no JSON",
    config: { outcome: "invalid", fault: { of: "syntax", syntax: { of: "comment" }, line: 1, column: 5 } },
    status: "fail",
    found: [`config-invalid ${FILE}`],
    blocks: ALL,
  },
  { name: "not permitted", config: { outcome: "not-permitted" }, status: "inconclusive", blocks: ALL },
  { name: "a probe without an answer", config: new ProbeError("timeout", "no answer"), status: "inconclusive" },
  {
    name: "on a remote engine",
    config: {},
    plan: {
      dockerHost: {
        value: "tcp://10.0.0.9:2376",
        origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" },
      },
    },
    status: "inconclusive",
    blocks: ALL,
  },
  {
    name: "on a remote engine, named by a flag",
    config: {},
    plan: {
      dockerHost: {
        value: "tcp://10.0.0.9:2376",
        origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" },
      },
      runnerConfig: { directory: "/root/.docker", file: FILE, origin: { from: "option", option: "--docker-config" } },
    },
    status: "pass",
  },
  {
    name: "not there inside a container",
    config: { outcome: "missing" },
    inContainer: true,
    status: "inconclusive",
    blocks: ALL,
  },
  { name: "there inside a container", config: {}, inContainer: true, status: "pass" },
  // stores, helpers, tokens
  {
    name: "a store",
    config: { credsStore: "pass", auths: [auth("r.example", { state: "empty" })] },
    status: "fail",
    found: [`credential-store ${FILE}`],
    blocks: ALL,
  },
  {
    name: "a store without entries",
    config: { credsStore: "desktop" },
    status: "fail",
    found: [`credential-store ${FILE}`],
    blocks: ALL,
  },
  {
    name: "a helper",
    config: {
      credHelpers: [{ key: "r.example", helper: "ecr-login" }],
      auths: [auth("r.example", { state: "empty" })],
    },
    status: "fail",
    found: ["credential-helper r.example"],
    blocks: NEEDED,
  },
  {
    name: "a helper that is switched off",
    config: { credHelpers: [{ key: "r.example", helper: "" }], auths: [auth("r.example")] },
    status: "pass",
  },
  {
    name: "a helper for another registry",
    config: { credHelpers: [{ key: "x.example", helper: "gcloud" }] },
    status: "warn",
    found: ["credential-helper x.example w"],
  },
  {
    name: "an identity token",
    config: { auths: [auth("r.example", { state: "incomplete", identityToken: true })] },
    status: "fail",
    found: ["identity-token r.example"],
    blocks: NEEDED,
  },
  {
    name: "a registry token",
    config: { auths: [auth("r.example", { state: "empty", registryToken: true })] },
    status: "fail",
    found: ["registry-token r.example"],
    blocks: NEEDED,
  },
  {
    name: "a timed password",
    config: { auths: [auth("r.example", { timed: { kind: "amazon-ecr" } })] },
    status: "fail",
    found: ["timed-password r.example"],
    blocks: NEEDED,
  },
  // auth
  {
    name: "{}",
    config: { auths: [auth("r.example", { state: "empty" })] },
    status: "fail",
    found: ["auth-empty r.example"],
    blocks: NEEDED,
  },
  {
    name: "malformed",
    config: { auths: [auth("other.example", { state: "malformed", problem: "no-colon" })] },
    status: "fail",
    found: ["auth-malformed other.example"],
    blocks: ALL,
  },
  {
    name: "a trailing newline",
    config: { auths: [auth("r.example", { trailing: "newline" })] },
    status: "fail",
    found: ["auth-trailing-newline r.example"],
    blocks: NEEDED,
  },
  {
    name: "no password",
    config: { auths: [auth("r.example", { state: "incomplete" })] },
    status: "fail",
    found: ["auth-incomplete r.example"],
    blocks: NEEDED,
  },
  {
    name: "two faults",
    config: { auths: [auth("r.example", { state: "empty" }), auth("other.example", { state: "incomplete" })] },
    status: "fail",
    found: ["auth-empty r.example", "auth-incomplete other.example"],
    blocks: ALL,
  },
  // entries that nobody needs
  {
    name: "{} of another registry",
    config: { auths: [auth("x.example", { state: "empty" })] },
    status: "warn",
    found: ["auth-empty x.example w"],
  },
  {
    name: "no password for another registry",
    config: { auths: [auth("r.example"), auth("x.example", { state: "incomplete" })] },
    status: "warn",
    found: ["auth-incomplete x.example w"],
  },
  {
    name: "malformed for another registry spoils all",
    config: { auths: [auth("r.example"), auth("x.example", { state: "malformed" })] },
    status: "fail",
    found: ["auth-malformed x.example"],
    blocks: ALL,
  },
  // keys
  {
    name: "another port",
    config: { auths: [auth("r.example:8443")] },
    status: "fail",
    found: ["registry-key-mismatch r.example"],
    blocks: NEEDED,
  },
  {
    name: "another case",
    config: { auths: [auth("R.example")] },
    status: "fail",
    found: ["registry-key-mismatch r.example"],
    blocks: NEEDED,
  },
  {
    name: "a wrong key beside the right one",
    config: { auths: [auth("r.example"), auth("r.example:443")] },
    status: "pass",
  },
  {
    name: "an empty entry under a wrong key",
    config: { auths: [auth("r.example:443", { state: "empty" })] },
    status: "fail",
    found: ["registry-key-mismatch r.example"],
    blocks: NEEDED,
  },
  {
    name: "Docker Hub by a wrong name",
    plan: { images: [image("team/app:1", "pause")] },
    config: { auths: [auth("docker.io")] },
    status: "fail",
    found: ["registry-key-mismatch docker.io"],
    blocks: ["team/app:1"],
  },
  {
    name: "a browser login of Docker Hub",
    plan: { images: [image("team/app:1", "pause")] },
    config: { auths: ["", "access-token", "refresh-token"].map((end) => auth(`https://index.docker.io/v1/${end}`)) },
    status: "fail",
    found: ["timed-password docker.io"],
    blocks: ["team/app:1"],
  },
  {
    name: "another port that another image uses",
    plan: { images: [image(PAUSE, "pause"), image("r.example:5000/a:1", "clone")] },
    config: { auths: [auth("r.example:5000")] },
    status: "pass",
  },
  // warnings about the file
  {
    name: "readable by all",
    config: { mode: "0644", auths: [auth("r.example")] },
    status: "warn",
    found: [`config-readable-by-others ${FILE} w`],
  },
  {
    name: "readable by all in a closed folder",
    config: { mode: "0644", auths: [auth("r.example")] },
    folder: { mode: "0700" },
    status: "pass",
  },
  { name: "readable by all and nothing in it", config: { mode: "0644", auths: [] }, status: "pass" },
  { name: "readable by the group", config: { mode: "0640", auths: [auth("r.example")] }, status: "pass" },
  {
    name: "a byte-order mark",
    config: { notes: [{ of: "byte-order-mark" }], auths: [auth("r.example")] },
    status: "warn",
    found: [`config-invalid ${FILE} w`],
  },
  {
    name: "wrapped base64",
    config: { auths: [auth("r.example", { wrapped: true })] },
    status: "warn",
    found: [`config-invalid ${FILE} w`],
  },
];

describe("the file that the runner is given", () => {
  it.each(ROWS)("$name: $status", async ({ config: given, plan, status, found, blocks, folder, inContainer }) => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        files: {
          dockerConfig: given instanceof ProbeError ? given : config(given),
          stat: statTable({ "/root/.docker": { type: "directory", mode: "0755", ...folder } }),
        },
        env: { process: { ...PROCESS, inContainer: inContainer ?? false } },
      }),
    );
    const outcome = await runCheck(dockerConfig, buildPlan({ ...GIVEN, ...plan }), host);
    expect(outcome).toMatchObject({ status, found: found ?? [] });
    const [target] = outcome.verdict.targets ?? [];
    expect(target?.target).toBe(FILE);
    expect(target?.neededFor ?? []).toEqual(blocks ?? []);
  });
});

describe("the operator's own file", () => {
  const store = { credsStore: "desktop", auths: [auth("r.example", { state: "empty" as const })] };

  it.each<
    [
      name: string,
      plan: Partial<RunnerPlan>,
      given: Partial<DockerConfigFact>,
      status: string,
      found: readonly string[],
    ]
  >([
    ["is not asked when none is declared", { runnerConfigNone: "declared-none" }, store, "skip", []],
    ["without a file", {}, { outcome: "missing" }, "skip", []],
    ["that may not be read", {}, { outcome: "not-permitted" }, "skip", []],
    ["with a store that no planned registry has touched", {}, { credsStore: "desktop" }, "skip", []],
    [
      "with a store that a planned registry is in",
      {},
      store,
      "warn",
      ["credential-store /home/op/.docker/config.json w"],
    ],
    ["with an empty entry that nobody needs", {}, { auths: [auth("x.example", { state: "empty" })] }, "skip", []],
    [
      "with an entry that is needed and empty",
      {},
      { auths: [auth("r.example", { state: "empty" })] },
      "warn",
      ["auth-empty r.example w"],
    ],
    ["with a plain entry", {}, { auths: [auth("r.example")], mode: "0644" }, "skip", []],
  ])("%s", async (_name, plan, given, status, found) => {
    const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config(given) } }));
    const outcome = await runCheck(dockerConfig, buildPlan({ images: IMAGES, ...plan }), host);
    expect(outcome).toMatchObject({ status, found });
  });
});

it("prints a login that writes the file the runner reads", async () => {
  const host = fakeHost(
    mergeAnswers(HEALTHY, { files: { dockerConfig: config({ auths: [auth("r.example", { state: "incomplete" })] }) } }),
  );
  const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
  expect(verdict.findings?.[0]?.remedy.commands).toEqual([
    { run: "docker --config /root/.docker login --username deployer r.example", risk: "safe" },
  ]);
});

it("takes a spoiling entry out before the login, so that docker keeps the others", async () => {
  const auths = [auth("r.example", { state: "malformed", problem: "no-colon" }), auth("other.example")];
  const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config({ auths }) } }));
  const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
  const commands = verdict.findings?.[0]?.remedy.commands ?? [];
  expect(commands.map(({ risk, run }) => [risk, run.split(" ")[0]])).toEqual([
    ["safe", "node"],
    ["safe", "docker"],
  ]);
});

it("copies a spoilt file before a login that would lose its other entries, and calls that destructive", async () => {
  const auths = [auth("r.example", { state: "malformed" }), auth("other.example")];
  const notes = [{ of: "name-twice", name: "auths" }] as const;
  const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config({ auths, notes }) } }));
  const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
  const commands = verdict.findings?.[0]?.remedy.commands ?? [];
  expect(commands.map(({ risk, run }) => [risk, run.split(" ")[0]])).toEqual([
    ["safe", "cp"],
    ["destructive", "docker"],
  ]);
});

it("moves an entry that can only have been meant for the registry, and asks for a login where it may not", async () => {
  const programOf = async (key: string): Promise<string | undefined> => {
    const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config({ auths: [auth(key)] }) } }));
    const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
    return verdict.findings?.[0]?.remedy.commands[0]?.run.split(" ")[0];
  };
  expect(await programOf("r.example:443")).toBe("node");
  expect(await programOf("R.example")).toBe("node");
  expect(await programOf("r.example:5000")).toBe("docker");
});

it("names the program alone, and where to run it, where it is not known how it was started there", async () => {
  const { program: _, programAsRoot: __, ...process } = PROCESS;
  const edited = async (overrides: Answers, plan: Partial<RunnerPlan> = {}): Promise<Finding["remedy"] | undefined> => {
    const files = { dockerConfig: config({ auths: [auth("r.example:443")] }) };
    const host = fakeHost(mergeAnswers(HEALTHY, { files }, overrides));
    return (await runCheck(dockerConfig, buildPlan({ ...GIVEN, ...plan }), host)).verdict.findings?.[0]?.remedy;
  };
  const words = `repair config ${FILE} --rename-key r.example:443 r.example --yes`;
  const elsewhere = await edited({ env: { process } });
  expect(elsewhere?.commands).toEqual([{ run: `runner-preflight ${words}`, risk: "safe" }]);
  expect(elsewhere?.summary).toContain("on the runner's host");
  const asRoot = await edited({}, { sudo: true });
  expect(asRoot?.commands).toEqual([
    { run: `sudo /usr/bin/node /opt/runner-preflight/bin/runner-preflight.js ${words}`, risk: "sudo" },
  ]);
  expect(asRoot?.afterwards).toMatch(/\S/u);
  expect(asRoot?.summary).not.toContain("on the runner's host");
});

it("takes the rights of others away, with sudo from the owner's file of root", async () => {
  const host = fakeHost(
    mergeAnswers(HEALTHY, {
      files: {
        dockerConfig: config({ mode: "0644", auths: [auth("r.example")] }),
        stat: statTable({ "/root/.docker": { type: "directory", mode: "0755" } }),
      },
    }),
  );
  const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
  expect(verdict.findings?.[0]?.remedy.commands).toEqual([{ run: `sudo chmod 600 ${FILE}`, risk: "sudo" }]);
});

it.each<[string, Partial<DockerConfigFact>, string | undefined]>([
  ["a comma too many", { outcome: "invalid", fault: syntaxFault("comma-before-brace") }, "--strip-comments"],
  ["a comment", { outcome: "invalid", fault: syntaxFault("comment") }, "--strip-comments"],
  ["other quotes", { outcome: "invalid", fault: syntaxFault("foreign-quote") }, undefined],
  [
    "a list for an object",
    { outcome: "invalid", fault: { of: "kind", path: ["auths"], kind: "array", wanted: "object" } },
    undefined,
  ],
  ["a byte-order mark", { notes: [{ of: "byte-order-mark" }] }, "--normalise"],
  ["an empty file", { notes: [{ of: "empty-file" }] }, undefined],
  ["two maps of one name", { notes: [{ of: "name-twice", name: "auths" }] }, undefined],
  ["two maps of headers", { notes: [{ of: "name-twice", name: "HttpHeaders" }] }, undefined],
  ["two stores", { notes: [{ of: "name-twice", name: "credsStore" }] }, "--normalise"],
  ["two auths in one entry", { notes: [{ of: "name-twice", name: "auth", entry: "r.example" }] }, "--normalise"],
  ["a plain password", malformed("plain-text"), "--encode-plain"],
  ["lost padding", malformed("padding-missing"), "--encode"],
  ["no colon", malformed("no-colon"), "--empty-auth"],
  ["an edit that would miss", { ...malformed("plain-text"), notes: [{ of: "text-after" }] }, undefined],
])("edits %s as far as nothing is lost by it", async (_, given, option) => {
  const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config(given) } }));
  const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
  const edits = verdict.findings?.[0]?.remedy.commands.flatMap(({ run }) => /--[a-z-]+/.exec(run)?.[0] ?? []) ?? [];
  expect(edits.filter((edit) => edit !== "--config")).toEqual(option === undefined ? [] : [option]);
});

it("moves what stands in the file's place away before the login, and never touches a file of a disk that hangs", async () => {
  const commandsOf = async (overrides: Partial<DockerConfigFact>): Promise<readonly string[]> => {
    const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config(overrides) } }));
    const images = [...IMAGES, image("docker-public.packages.atlassian.com/public:1", "pause")];
    const { verdict } = await runCheck(dockerConfig, buildPlan({ ...GIVEN, images, sudo: true }), host);
    return verdict.findings?.[0]?.remedy.commands.map(({ risk, run }) => `${risk} ${run}`) ?? [];
  };
  const [move, prepare, ...logins] = await commandsOf({ outcome: "not-a-file" });
  expect(move).toBe(`sudo sudo mv -n ${FILE} ${FILE}.unreadable`);
  expect(prepare).toMatch(/^sudo sudo sh -c /);
  expect(logins).toEqual([
    "sudo sudo docker --config /root/.docker login r.example",
    "sudo sudo docker --config /root/.docker login other.example",
  ]);
  expect(await commandsOf({ outcome: "timeout" })).toEqual([`safe ls -ld ${FILE}`]);
});

it("takes the tokens of a browser login out after the login with a password", async () => {
  const hub = "https://index.docker.io/v1/";
  const auths = [auth(hub), auth(`${hub}access-token`), auth(`${hub}refresh-token`)];
  const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config({ auths }) } }));
  const images = [image("team/private:1", "pause")];
  const { verdict } = await runCheck(dockerConfig, buildPlan({ ...GIVEN, images }), host);
  const commands = verdict.findings?.[0]?.remedy.commands.map(({ run }) => run) ?? [];
  expect(commands[0]).toBe("docker --config /root/.docker login --username deployer");
  expect(commands[1]).toBe(
    `node /opt/runner-preflight/bin/runner-preflight.js repair config ${FILE} --remove-auth ${hub}access-token ${hub}refresh-token --yes`,
  );
  expect(commands).toHaveLength(2);
});

it("takes an entry with a registry token out before the login, which would keep the token", async () => {
  const auths = [auth("r.example", { registryToken: true }), auth("other.example")];
  const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config({ auths }) } }));
  const { verdict } = await runCheck(dockerConfig, buildPlan(GIVEN), host);
  const commands = verdict.findings?.[0]?.remedy.commands ?? [];
  expect(commands.map(({ risk, run }) => [risk, run.split(" ")[0]])).toEqual([
    ["safe", "node"],
    ["safe", "docker"],
  ]);
});

it.each<[string, Partial<RunnerPlan>, StartCommandChange]>([
  [
    "the file",
    {},
    {
      remove: ["-v", `${FILE}:${FILE}`],
      add: ["-v", "/root/.docker-runner:/root/.docker"],
      origin: { from: "word", word: 5 },
    },
  ],
  [
    "the folder",
    { mounts: [bind("/root/.docker", "/root/.docker", { ...writtenAs("-v", "/root/.docker:/root/.docker:ro") })] },
    {
      remove: ["-v", "/root/.docker:/root/.docker:ro"],
      add: ["-v", "/root/.docker-runner:/root/.docker"],
      origin: { from: "word", word: 5 },
    },
  ],
  [
    "a folder around it, which stays",
    { mounts: [bind("/root", "/root")] },
    { remove: [], add: ["-v", "/root/.docker-runner:/root/.docker"] },
  ],
  [
    "nothing, because the file is one that a flag names",
    { mounts: [] },
    { remove: [], add: ["-v", "/root/.docker-runner:/root/.docker"] },
  ],
  [
    "nothing in the vendor's start command",
    { source: "default" },
    { remove: [], add: ["-v", "/root/.docker-runner:/root/.docker"] },
  ],
])("mounts a folder of the runner's own instead of %s", async (_, plan, change) => {
  for (const given of [{ credsStore: "pass" }, { credHelpers: [{ key: "r.example", helper: "ecr-login" }] }]) {
    const host = fakeHost(mergeAnswers(HEALTHY, { files: { dockerConfig: config(given) } }));
    const { verdict } = await runCheck(dockerConfig, buildPlan({ ...GIVEN, ...plan }), host);
    expect(verdict.findings?.[0]?.remedy.changes).toEqual([change]);
    expect(verdict.findings?.[0]?.remedy.commands[0]?.run).toContain("/root/.docker-runner/config.json");
  }
});
