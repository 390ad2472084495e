import { describe, expect, it } from "vitest";
import { originText } from "../../src/contract/index.js";
import { load, type WorldParts } from "./world.js";
import type { LoadedPlan } from "../../src/plan/index.js";

const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";
const compose = (text: string, parts: WorldParts = {}, service?: string): LoadedPlan =>
  load({ compose: { file: "stack/compose.yaml", text, ...(service === undefined ? {} : { service }) } }, parts);

const FULL = `
x-logs: &logs
  - /var/lib/docker/containers:/var/lib/docker/containers:ro
x-base: &base
  restart: always
  user: "0:0"
services:
  db: { image: postgres }
  runner:
    <<: *base
    image: \${REGISTRY:-docker-public.packages.atlassian.com}/sox/atlassian/bitbucket-pipelines-runner:\${TAG-1}
    container_name: runner-1
    network_mode: host
    userns_mode: host
    privileged: true
    mem_limit: 1g
    platform: linux/amd64
    pull_policy: always
    security_opt: [ "label=disable" ]
    env_file:
      - runner.env
      - path: maybe.env
        required: false
    environment:
      ACCOUNT_UUID: "{c1d2e3f4-0a1b-4c2d-8e3f-405162738495}"
      WORKING_DIRECTORY: \${WORK}
      RUNTIME_PREREQUISITES_ENABLED: true
      OAUTH_CLIENT_SECRET:
      CLONE_IMAGE: a$$b
    volumes:
      - \${WORK}:\${WORK}
      - ./data:/data
      - ~/.docker:/root/.docker:ro
      - type: bind
        source: /var/run/docker.sock
        target: /var/run/docker.sock
        read_only: true
      - type: bind
        source: sub
        target: /sub
        bind: { create_host_path: true }
`;
const FILES = {
  "/work-dir/stack/.env": "WORK=/w\nOAUTH_CLIENT_SECRET='from.dot.env' # c\n",
  "/work-dir/stack/runner.env": 'A="q"\nACCOUNT_UUID=old\nexport TZ=UTC # comment\nRUNTIME=${WORK}x\n',
};

describe("a compose service", () => {
  const { plan, secrets } = compose(FULL, { files: FILES });

  it("is read with interpolation, merge keys and lines", () => {
    expect(plan).toMatchObject({
      source: "compose",
      description: "stack/compose.yaml service runner",
      issues: [],
      containerName: {
        value: "runner-1",
        origin: { from: "file", file: "stack/compose.yaml", line: 12, path: "/work-dir/stack/compose.yaml" },
      },
      network: { value: "host" },
      userns: { value: "host" },
      user: {
        value: "0:0",
        origin: { from: "file", file: "stack/compose.yaml", line: 6, path: "/work-dir/stack/compose.yaml" },
      },
      privileged: true,
      memoryBytes: { value: 1024 ** 3 },
      securityOptions: [{ value: "label=disable" }],
    });
    expect(plan.images[0]).toMatchObject({ reference: IMAGE, pullPolicy: "always", platform: "linux/amd64" });
  });

  it("resolves sources against the file's folder", () => {
    expect(plan.mounts.map(({ form, source, target, readOnly }) => [form, source, target, readOnly])).toEqual([
      ["volume", "/w", "/w", false],
      ["volume", "/work-dir/stack/data", "/data", false],
      ["volume", "/home/op/.docker", "/root/.docker", true],
      ["mount", "/var/run/docker.sock", "/var/run/docker.sock", true],
      ["volume", "/work-dir/stack/sub", "/sub", false],
    ]);
    expect(plan.mounts.map(({ origin }) => originText(origin))[0]).toBe("stack/compose.yaml:31");
    expect(plan.runnerConfig?.file).toBe("/home/op/.docker/config.json");
  });

  it("environment wins over env_file, bare names come from .env", () => {
    expect(plan.env.map(({ name, value, via, origin }) => [name, value, via, originText(origin)])).toEqual([
      ["A", undefined, "env-file", "runner.env:1"],
      ["ACCOUNT_UUID", "{c1d2e3f4-0a1b-4c2d-8e3f-405162738495}", "compose", "stack/compose.yaml:25"],
      ["TZ", "UTC", "env-file", "runner.env:3"],
      ["RUNTIME", "/wx", "env-file", "runner.env:4"],
      ["WORKING_DIRECTORY", "/w", "compose", "stack/compose.yaml:26"],
      ["RUNTIME_PREREQUISITES_ENABLED", "true", "compose", "stack/compose.yaml:27"],
      ["OAUTH_CLIENT_SECRET", undefined, "inherited", "stack/compose.yaml:28"],
      ["CLONE_IMAGE", "a$b", "compose", "stack/compose.yaml:29"],
    ]);
    expect(secrets.values.map((one) => one.open())).toContain("from.dot.env");
  });
});

const service = (lines: string): string =>
  `services:\n  runner:\n    image: ${IMAGE}\n${lines.replaceAll(/^/gm, "    ")}\n`;

describe("forms", () => {
  it("environment as a list, and inherited names", () => {
    const { plan } = compose(service("environment:\n  - TZ=UTC\n  - WORKING_DIRECTORY\n  - RUNTIME"), {
      env: { WORKING_DIRECTORY: "/x" },
    });
    expect(plan.env.map(({ name, value, absent }) => [name, value, absent])).toEqual([
      ["TZ", "UTC", undefined],
      ["WORKING_DIRECTORY", "/x", undefined],
      ["RUNTIME", undefined, true],
    ]);
  });

  it("more groups of the user", () => {
    const { plan } = compose(service('user: "1234"\ngroup_add: [docker, 998]'));
    expect(plan.groups).toMatchObject([{ value: "docker" }, { value: "998" }]);
  });

  it("unquoted braces are a mapping for YAML", () => {
    const { plan } = compose(service("environment:\n  ACCOUNT_UUID: {c1d2e3f4-0a1b-4c2d-8e3f-405162738495}"));
    expect(plan.issues).toMatchObject([
      {
        kind: "option-invalid",
        text: "ACCOUNT_UUID",
        origin: { from: "file", file: "stack/compose.yaml", line: 5, path: "/work-dir/stack/compose.yaml" },
      },
    ]);
    expect(plan.env[0]?.traits).toMatchObject({ braces: "both", uuidVersion: 4 });
  });

  it("a variable without a value is named", () => {
    const { plan } = compose(service("environment:\n  WORKING_DIRECTORY: ${NOPE}/x"));
    expect(plan.issues).toMatchObject([{ kind: "unexpanded", text: "${NOPE}" }]);
  });

  it.each(["${X:?say X}", "${X", "${}", "${X Y}"])("%s is refused by compose", (value) => {
    expect(compose(service(`environment:\n  TZ: "${value}"`)).plan.issues).toMatchObject([
      { kind: "option-invalid", text: "TZ" },
    ]);
  });

  it.each([
    ["${A:-d}", "d"],
    ["${B:-d}", "d"],
    ["${B-d}", ""],
    ["${C:-d}", "c"],
    ["${C:+other}", "other"],
    ["${A:-${C}x}", "cx"],
    ["$C/$$C", "c/$C"],
    ["$1/$", "$1/$"],
    ["pa$$word$", "pa$word$"],
  ])("%s gives %j", (value, expected) => {
    const { plan } = compose(service(`environment:\n  TZ: "${value}"`), { env: { B: "", C: "c" } });
    expect(plan.env[0]?.value).toBe(expected);
  });

  it("extends a service of the same file", () => {
    const { plan } = compose(
      `services:\n  base:\n    image: busybox\n    environment: { TZ: UTC, RUNTIME: a }\n  runner:\n    extends: base\n    image: ${IMAGE}\n    environment: [RUNTIME=b]\n`,
    );
    expect(plan.env.map(({ name, value }) => [name, value])).toEqual([
      ["TZ", "UTC"],
      ["RUNTIME", "b"],
    ]);
  });

  it("a key that compose does not know is an issue, one of the user's own is none", () => {
    expect(compose(service("enviroment: [TZ=UTC]\nx-own: 1")).plan.issues).toEqual([
      {
        kind: "option-unknown",
        subject: { of: "option", name: "enviroment" },
        text: "enviroment",
        problem: { of: "key-unknown", key: "enviroment" },
        origin: { from: "file", file: "stack/compose.yaml", line: 4, path: "/work-dir/stack/compose.yaml" },
        suggestion: "environment",
      },
    ]);
  });

  it("a volume has to be declared", () => {
    const text = service("volumes: ['data:/data']");
    expect(compose(text).plan.issues).toMatchObject([{ kind: "mount-invalid", text: "data:/data" }]);
    expect(compose(`${text}volumes: { data: }\n`).plan.issues).toEqual([]);
  });

  it("leaves out options of a volume that it does not know", () => {
    expect(compose(service("volumes: ['/a:/b:zzz']")).plan.issues).toEqual([]);
  });

  it("tmpfs, CPUs and platform in all their forms", () => {
    const { plan } = compose(service('tmpfs: [/run, "/q:ro,size=1m"]\ncpus: 1.5\nplatform: linux/x86_64'));
    expect(plan.mounts.map(({ type, target, readOnly }) => [type, target, readOnly])).toEqual([
      ["tmpfs", "/run", false],
      ["tmpfs", "/q", true],
    ]);
    expect(plan.settings).toMatchObject([{ text: "cpus: 1.5" }]);
    expect(plan.images[0]?.platform).toBe("linux/amd64");
    const limits = "deploy: { resources: { limits: { cpus: '2', memory: 1g } } }\ntmpfs: /run";
    expect(compose(service(limits)).plan).toMatchObject({
      settings: [{ text: "mem_limit: 1g" }, { text: "cpus: 2" }],
      mounts: [{ target: "/run" }],
    });
  });

  it("what is reset is not there", () => {
    const { plan } = compose(service("user: !reset 5\nenvironment: { TZ: !reset UTC, RUNTIME: a }"));
    expect(plan.user).toBeUndefined();
    expect(plan.env.map(({ name }) => name)).toEqual(["RUNTIME"]);
  });

  it("a malformed volume is an issue", () => {
    expect(compose(service("volumes: ['/a:/b:ro:z', { type: bind, source: /a }]")).plan.issues).toMatchObject([
      { kind: "mount-invalid" },
      { kind: "mount-invalid" },
    ]);
  });
});

describe("other files", () => {
  const files = {
    "/work-dir/stack/.env": "WORK=/w\nTAG=1\n",
    "/work-dir/stack/sub/.env": "WORK=/sub\nONLY=here\n",
    "/work-dir/stack/sub/base.yaml": `services:
  base:
    image: ${IMAGE}
    user: "5"
    env_file: s.env
    environment: { TZ: "\${WORK}", RUNTIME: "\${ONLY:-none}" }
    volumes: ["./data:/data", "/tmp:/tmp"]
`,
    "/work-dir/stack/sub/s.env": "WORKING_DIRECTORY=/x\n",
  };
  const read = (text: string, wanted?: string) => {
    const { plan } = compose(text, { files }, wanted);
    return {
      user: plan.user,
      env: Object.fromEntries(plan.env.map(({ name, value }) => [name, value])),
      mounts: plan.mounts.map(({ source, target }) => `${source}:${target}`),
      issues: plan.issues,
    };
  };

  it("a service of another file is extended: its paths start there, its variables are the project's", () => {
    const text = `services:\n  r:\n    extends: { file: sub/base.yaml, service: base }\n    environment: { RUNTIME: mine }\n    volumes: ["/y:/tmp"]\n`;
    expect(read(text)).toEqual({
      user: {
        value: "5",
        origin: { from: "file", file: "sub/base.yaml", line: 4, path: "/work-dir/stack/sub/base.yaml" },
      },
      env: { WORKING_DIRECTORY: "/x", TZ: "/w", RUNTIME: "mine" },
      mounts: ["/work-dir/stack/sub/data:/data", "/y:/tmp"],
      issues: [],
    });
  });

  it.each([
    ["include: [sub/base.yaml]", "/w", "here"],
    ["include: [{ path: sub/base.yaml }]", "/w", "here"],
    ["include: [{ path: [sub/base.yaml], env_file: sub/s.env }]", "/w", "none"],
  ])("%s: a file with a folder and a .env of its own, after the project's", (text, work, only) => {
    expect(read(`${text}\n`)).toMatchObject({
      env: { WORKING_DIRECTORY: "/x", TZ: work, RUNTIME: only },
      mounts: ["/work-dir/stack/sub/data:/data", "/tmp:/tmp"],
    });
  });

  it.each([
    ["include: [nope.yaml]", /compose\.yaml:1: include nope\.yaml: /],
    ["include: [compose.yaml]", /includes itself/],
    ["include: [{ path: [a.yaml, b.yaml] }]", /several files/],
    ["include: ['https://example.com/x.git']", /another machine/],
    ["services:\n  r: { extends: { file: sub/base.yaml, service: nope } }", /no service nope.*sub\/base\.yaml/],
    ["services:\n  r: { extends: { file: nope.yaml, service: r } }", /compose\.yaml:2: extends nope\.yaml: /],
    ["services:\n  r: { extends: s }\n  s: { extends: r }", /to extend/],
  ])("%j cannot be read", (text, message) => {
    expect(() => read(text, text.startsWith("include") ? undefined : "r")).toThrow(message);
  });
});

it("a $ that is escaped in double quotes of .env stays one", () => {
  const { plan } = compose(service("environment:\n  TZ: ${A}"), {
    files: { "/work-dir/stack/.env": 'A="x\\$y"\n' },
  });
  expect(plan.env[0]?.value).toBe("x$y");
});

describe("which service", () => {
  const two = "services:\n  a: { image: x }\n  b: { image: y }\n";
  it.each([
    [two, undefined, /a, b/],
    [two, "c", /no service c.*a, b/],
    ["services:\n  a:\n", undefined, /a is empty/],
    ["a: 1", undefined, /no services/],
    ["", undefined, /no services/],
    ["- x", undefined, /no services/],
    ["services:\n  a: [\n", undefined, /compose\.yaml:\d+:\d+: invalid YAML/],
    ["services:\n  a: { image: x, extends: { file: o.yaml, service: z } }", undefined, /o\.yaml/],
    ["services:\n  a: { image: x, extends: a }", undefined, /extend/],
    ["services:\n  a: { image: x, env_file: nope.env }", undefined, /compose\.yaml:2: env_file nope\.env/],
  ])("%j %s", (text, wanted, message) => {
    expect(() => compose(text, {}, wanted)).toThrow(message);
    expect(() => compose(text, {}, wanted)).toThrow(expect.objectContaining({ name: "UsageError" }));
    expect(() => compose(text, {}, wanted)).not.toThrow(/\n/);
  });

  it("--service chooses", () => {
    expect(compose(two, {}, "b").plan.images[0]?.reference).toBe("y");
  });
});
