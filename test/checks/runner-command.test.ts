import { describe, expect, it } from "vitest";
import { mountPaths } from "../../checks/mount-paths/check.js";
import { runnerCommand } from "../../checks/runner-command/check.js";
import { findingsOf, ProbeError, reasonOf } from "../../src/contract/index.js";
import type {
  ClientOptionsFact,
  EngineAcceptance,
  EngineConnection,
  EngineContainer,
  CommandIssue,
  PlanIssue,
  PlannedReference,
  PlannedSetting,
  PlannedVariable,
  RunnerPlan,
} from "../../src/contract/index.js";
import {
  CONNECTION,
  ENV,
  HEALTHY,
  INFO,
  PROCESS,
  bind,
  buildPlan,
  expectWellFormed,
  fakeHost,
  label,
  mergeAnswers,
  runCheck,
  variable,
  writtenAs,
} from "./support.js";
import { loadText } from "../plan/world.js";

/** The healthy variables with one replaced or added. */
function envWith(...changed: readonly PlannedVariable[]): readonly PlannedVariable[] {
  const names = new Set(changed.map(({ name }) => name));
  return [...ENV.filter(({ name }) => !names.has(name)), ...changed];
}

function envWithout(...names: readonly string[]): readonly PlannedVariable[] {
  return ENV.filter(({ name }) => !names.includes(name));
}

function uuid(name: string, uuidVersion: number): PlannedVariable {
  return variable(name, { traits: { uuidVersion, braces: "both" } });
}

function imagesWith(role: string, reference: string, placeholder?: string): RunnerPlan["images"] {
  return buildPlan().images.map((image) =>
    image.role === role ? { ...image, reference, ...(placeholder === undefined ? {} : { placeholder }) } : image,
  );
}

function issue(
  kind: CommandIssue["kind"],
  text: string,
  problem: CommandIssue["problem"] = { of: "value-refused" },
): readonly PlanIssue[] {
  const subject = { of: "option", name: text.replace(/^-+/u, "") } as const;
  return [{ kind, subject, text, problem, origin: { from: "word", word: 4 } as const }];
}

const unknown = (option: string, command = "docker run"): readonly PlanIssue[] =>
  issue("option-unknown", option, { of: "option-unknown", command, option });

const INVALID_MOUNT: PlanIssue = {
  kind: "mount-invalid",
  subject: { of: "mount" },
  ...writtenAs("-v", "a:b:c:d"),
  problem: { of: "colons-too-many" },
  origin: { from: "word", word: 4 },
};

const from = (value: string) => ({ value, origin: { from: "word", word: 3 } as const });

const ROWS: readonly (readonly [name: string, plan: Partial<RunnerPlan>, found: readonly string[]])[] = [
  ["the vendor's command", {}, []],
  ["no network", { network: from("none") }, ["network-none --network"]],
  ["a workspace runner, without REPOSITORY_UUID", { env: envWithout("REPOSITORY_UUID") }, []],
  ["no ACCOUNT_UUID", { env: envWithout("ACCOUNT_UUID") }, ["variable-missing ACCOUNT_UUID"]],
  [
    "no variables at all",
    { env: [] },
    ["ACCOUNT_UUID", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "RUNNER_UUID", "WORKING_DIRECTORY"].map(
      (name) => `variable-missing ${name}`,
    ),
  ],
  [
    "an empty value",
    { env: envWith(variable("OAUTH_CLIENT_ID", { traits: { empty: true } })) },
    ["variable-missing OAUTH_CLIENT_ID"],
  ],
  [
    "-e NAME, unset",
    { env: envWith(variable("OAUTH_CLIENT_ID", { absent: true, via: "inherited" })) },
    ["variable-missing OAUTH_CLIENT_ID"],
  ],
  [
    "a misspelt name",
    { env: [...envWithout("RUNNER_UUID"), uuid("RUNER_UUID", 5)] },
    ["variable-missing RUNNER_UUID", "variable-unknown RUNER_UUID w"],
  ],
  [
    "a placeholder",
    { env: envWith(variable("ACCOUNT_UUID", { traits: { placeholder: "<my-account-id>" } })) },
    ["variable-placeholder ACCOUNT_UUID"],
  ],
  [
    "a placeholder image, named by its variable once",
    {
      env: envWith(variable("PAUSE_IMAGE", { traits: { placeholder: "my-private-registry" } })),
      images: imagesWith("pause", "my-private-registry/my-pause:latest", "my-private-registry"),
    },
    ["variable-placeholder PAUSE_IMAGE"],
  ],
  [
    "a placeholder for the runner image",
    { images: imagesWith("runner", "my-registry/bitbucket-pipelines-runner:1", "my-registry") },
    ["variable-placeholder my-registry/bitbucket-pipelines-runner:1"],
  ],
  [
    "a placeholder mount",
    { mounts: [bind("<path>/.docker", "/root/.docker", { placeholder: "<path>" })] },
    ["variable-placeholder -v <path>/.docker:/root/.docker"],
  ],
  [
    "a placeholder name",
    { containerName: { ...from("runner-<uuid>"), placeholder: "<uuid>" } },
    ["variable-placeholder --name"],
  ],
  [
    "a placeholder secret, which is no secret",
    { env: envWith(variable("OAUTH_CLIENT_SECRET", { traits: { placeholder: "<my-oauthclient-secret>" } })) },
    ["variable-placeholder OAUTH_CLIENT_SECRET"],
  ],
  [
    "no braces",
    { env: envWith(variable("RUNNER_UUID", { traits: { uuidVersion: 5, braces: "none" } })) },
    ["variable-malformed RUNNER_UUID w"],
  ],
  [
    "one brace",
    { env: envWith(variable("RUNNER_UUID", { traits: { braces: "unbalanced" } })) },
    ["variable-malformed RUNNER_UUID w"],
  ],
  [
    "not a UUID",
    { env: envWith(variable("RUNNER_UUID", { traits: { braces: "both" } })) },
    ["variable-malformed RUNNER_UUID w"],
  ],
  [
    "quotes of an env file",
    { env: envWith(variable("OAUTH_CLIENT_ID", { via: "env-file", traits: { quoted: true } })) },
    ["variable-malformed OAUTH_CLIENT_ID w"],
  ],
  [
    "blanks at the end",
    { env: envWith(variable("OAUTH_CLIENT_ID", { traits: { padded: true } })) },
    ["variable-malformed OAUTH_CLIENT_ID w"],
  ],
  [
    "a line break",
    { env: envWith(variable("OAUTH_CLIENT_ID", { traits: { lineBreak: true } })) },
    ["variable-malformed OAUTH_CLIENT_ID w"],
  ],
  [
    "$VAR on the command line, which the shell expands",
    { env: envWith(variable("RUNNER_UUID", { traits: { unexpanded: ["$ID"] } })) },
    [],
  ],
  [
    "$VAR in an env file, which nobody expands",
    { env: envWith(variable("RUNNER_UUID", { via: "env-file", traits: { unexpanded: ["$ID"] } })) },
    ["variable-malformed RUNNER_UUID w"],
  ],
  [
    "swapped UUIDs",
    { env: envWith(uuid("RUNNER_UUID", 4), uuid("ACCOUNT_UUID", 5)) },
    ["variables-swapped RUNNER_UUID w"],
  ],
  [
    "one UUID twice",
    {
      env: envWith(
        variable("ACCOUNT_UUID", {
          value: "{5C1E0F44-6a3b-4a0e-9d7e-1f2a3b4c5d6e}",
          traits: { uuidVersion: 4, braces: "both" },
        }),
        variable("REPOSITORY_UUID", {
          value: "{5c1e0f44-6a3b-4a0e-9d7e-1f2a3b4c5d6e}",
          traits: { uuidVersion: 4, braces: "both" },
        }),
      ),
    },
    ["variables-swapped REPOSITORY_UUID w"],
  ],
  [
    "the OAuth secret for an id",
    { env: envWith(variable("OAUTH_CLIENT_ID", { traits: { secretLike: true } })) },
    ["variables-swapped OAUTH_CLIENT_ID w"],
  ],
  ...["{{$}}", "`{$`}", "\\{$\\}", "%7B$%7D", "${$}"].map(
    (form) =>
      [
        `a UUID as ${form}`,
        {
          env: envWith(
            variable("RUNNER_UUID", {
              value: form.replace(/\$(?=[`\\%}])/u, () => "b0ae87b8-423b-5c24-9a95-84ddad9cdfae"),
              traits: { uuidVersion: 5, braces: "both" },
            }),
          ),
        },
        ["variable-malformed RUNNER_UUID w"],
      ] as const,
  ),
  [
    "quotes round WORKING_DIRECTORY, which can be no path",
    { env: envWith(variable("WORKING_DIRECTORY", { value: '"/tmp"', traits: { quoted: true } })) },
    ["variable-malformed WORKING_DIRECTORY"],
  ],
  [
    "a line break in a proxy",
    { env: envWith(variable("HTTPS_PROXY", { traits: { lineBreak: true } })) },
    ["variable-malformed HTTPS_PROXY w"],
  ],
  [
    "quotes round an image, which is image-pullable's",
    { env: envWith(variable("PAUSE_IMAGE", { traits: { quoted: true } })) },
    [],
  ],
  ["an unknown runtime", { env: envWith(variable("RUNTIME", { value: "docker" })) }, ["variable-malformed RUNTIME w"]],
  ["a shorter name", { env: envWith(variable("WORKING_DIR", { via: "compose" })) }, ["variable-unknown WORKING_DIR w"]],
  ["a proxy on 0.0.0.0", { proxies: { https: from("http://0.0.0.0:3128") } }, ["proxy-loopback HTTPS_PROXY"]],
  [
    "a proxy with its password on the command line",
    { env: envWith(variable("HTTPS_PROXY", { value: "http://***@proxy.example:3128" })) },
    ["secret-on-command-line HTTPS_PROXY w"],
  ],
  [
    "a proxy with its password in an env file",
    { env: envWith(variable("HTTPS_PROXY", { value: "http://***@proxy.example:3128", via: "env-file" })) },
    [],
  ],
  ["a runner UUID of version 4 alone", { env: envWith(uuid("RUNNER_UUID", 4)) }, []],
  ["an unknown variable", { env: envWith(variable("RUNNER_LABELS")) }, ["variable-unknown RUNNER_LABELS w"]],
  ["a variable of the container's image", { env: envWith(variable("JAVA_HOME", { via: "container" })) }, []],
  ["a proxy variable", { env: envWith(variable("https_proxy")) }, []],
  [
    "another image",
    { images: imagesWith("runner", "docker.io/library/busybox:1") },
    ["runner-image-unexpected docker.io/library/busybox:1 w"],
  ],
  ["a mirror", { images: imagesWith("runner", "registry.example:5000/mirror/bitbucket-pipelines-runner:1") }, []],
  ["an invalid reference, which is another check's", { images: imagesWith("runner", "Not A Reference") }, []],
  ["a shell runtime", { env: envWith(variable("RUNTIME", { value: "linux-shell" })) }, ["runner-not-docker RUNTIME"]],
  ["the docker runtime", { env: envWith(variable("RUNTIME", { value: "linux-docker" })) }, []],
  ["an unknown option", { issues: issue("option-unknown", "--new-thing") }, ["option-unknown --new-thing w"]],
  ["an option with a letter too few", { issues: unknown("--nam") }, ["option-unknown --nam"]],
  ["an option of docker with a letter too many", { issues: unknown("--hosts", "docker") }, ["option-unknown --hosts"]],
  ["an invalid option", { issues: issue("option-invalid", "-e =x") }, ["option-invalid -e =x"]],
  [
    "an option after the image",
    { issues: issue("option-after-image", "--rm", { of: "option-after-image", option: "--rm" }) },
    ["option-after-image --rm w"],
  ],
  [
    "an option after the image that the runner needs",
    { issues: issue("option-after-image", "--user 0", { of: "needed-option-after-image", option: "--user 0" }) },
    ["option-after-image --user 0"],
  ],
  ["an invalid mount, which is another check's", { issues: [INVALID_MOUNT] }, []],
  ["what only a shell expands", { issues: issue("unexpanded", "$(pwd)") }, []],
  [
    "a flattened copy",
    { issues: issue("command-flattened", "1 2 3 docker run", { of: "line-numbers-in-front" }) },
    ["command-flattened w"],
  ],
  ["a proxy on loopback", { proxies: { https: from("http://127.0.0.1:3128") } }, ["proxy-loopback HTTPS_PROXY"]],
  [
    "a proxy on loopback with user-info",
    { proxies: { http: from("http://***@localhost:3128") } },
    ["proxy-loopback HTTP_PROXY"],
  ],
  ["a proxy on IPv6 loopback", { proxies: { https: from("http://[::1]:3128/") } }, ["proxy-loopback HTTPS_PROXY"]],
  [
    "a proxy on loopback, host network",
    { proxies: { https: from("http://127.0.0.1:3128") }, network: from("host") },
    [],
  ],
  ["a proxy elsewhere", { proxies: { https: from("http://localhost.example:3128") } }, []],
  [
    "the secret on the command line",
    { env: envWith(variable("OAUTH_CLIENT_SECRET")) },
    ["secret-on-command-line OAUTH_CLIENT_SECRET w"],
  ],
  ["the secret inherited", { env: envWith(variable("OAUTH_CLIENT_SECRET", { via: "inherited" })) }, []],
];

describe("a start command for podman", () => {
  it.each<[string, EngineConnection | ProbeError, string]>([
    ["is odd beside a Docker Engine", CONNECTION, "client-not-docker podman w"],
    ["is wrong without one", { ...CONNECTION, outcome: "missing" }, "client-not-docker podman"],
    ["is wrong where none answers", new ProbeError("timeout", "silent"), "client-not-docker podman"],
  ])("%s", async (_, connection, expected) => {
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { connection } }));
    const { found } = await runCheck(runnerCommand, buildPlan({ client: "podman" }), host);
    expect(found).toEqual([expected]);
  });
});

it.each<[CommandIssue["problem"], string]>([
  [{ of: "dash-typographic" }, "command-flattened"],
  [{ of: "quote-typographic", character: "\u201c" }, "command-flattened"],
  [{ of: "blank-typographic", character: "\u00a0" }, "command-flattened"],
  [{ of: "blank-after-mark", mark: "\\" }, "command-flattened"],
  [{ of: "breaks-lost", mark: "\\" }, "command-flattened w"],
  [{ of: "line-numbers-in-front" }, "command-flattened w"],
])(
  "what a shell or docker misreads is an error, a page copied as one line is none: $0.of",
  async (problem, expected) => {
    const plan = buildPlan({ source: "command-file", issues: issue("command-flattened", "x", problem) });
    const { found } = await runCheck(runnerCommand, plan, fakeHost(HEALTHY));
    expect(found.map((one) => one.trim())).toEqual([expected]);
  },
);

it("an -e that takes the image for its variable is why a variable is missing", async () => {
  const problem = { of: "image-taken-for-value", option: "-e" } as const;
  const issues: readonly PlanIssue[] = [
    {
      kind: "option-invalid",
      subject: { of: "option", name: "env" },
      text: "-e",
      problem,
      origin: { from: "word", word: 4 },
    },
  ];
  const { verdict } = await runCheck(
    runnerCommand,
    buildPlan({ env: envWithout("RUNNER_UUID"), issues }),
    fakeHost(HEALTHY),
  );
  const follows = findingsOf(verdict).map(({ code, followsFrom }) => [code, followsFrom?.target]);
  expect(follows).toContainEqual(["variable-missing", "-e"]);
});

it("a missing continuation mark is why all is missing that stands on the lines after it", async () => {
  const { plan } = loadText("docker run -it\n -v /tmp:/tmp r.example/runner:1\n");
  const judged = await Promise.all(
    [runnerCommand, mountPaths].map((check) => runCheck(check, plan, fakeHost(HEALTHY))),
  );
  const roots = judged
    .flatMap(({ verdict }) => findingsOf(verdict))
    .filter(({ followsFrom }) => followsFrom === undefined);
  expect(roots.map(({ code, target }) => [code, target])).toEqual([["option-invalid", "docker run"]]);
});

describe("an option that this program does not know", () => {
  const judged = (clientOptions: ClientOptionsFact | ProbeError, ...options: readonly string[]) =>
    runCheck(
      runnerCommand,
      buildPlan({ issues: options.flatMap((option) => unknown(option)) }),
      fakeHost(mergeAnswers(HEALTHY, { env: { process: PROCESS, clientOptions } })),
    );

  it("is wrong where the client does not list it", async () => {
    const { status, found } = await judged({ outcome: "listed", options: ["--name", "--fresh-thing"] }, "--new-thing");
    expect({ status, found }).toEqual({ status: "fail", found: ["option-unknown --new-thing"] });
  });

  it("is right where the client lists it", async () => {
    const { status, found } = await judged({ outcome: "listed", options: ["--new-thing", "-Z"] }, "--new-thing", "-Z");
    expect({ status, found }).toEqual({ status: "pass", found: [] });
  });

  it.each<ClientOptionsFact | ProbeError>([
    { outcome: "no-client" },
    { outcome: "no-answer", why: "time-limit" },
    new ProbeError("not-recorded", "no answer"),
  ])("is open where no client says so: %o", async (fact) => {
    const { status, found, verdict } = await judged(fact, "--new-thing");
    expect({ status, found }).toEqual({ status: "inconclusive", found: ["option-unknown --new-thing w"] });
    expect(reasonOf(verdict)).toContain("--new-thing");
  });

  it("is asked about once, and not at all without one", async () => {
    const host = fakeHost(HEALTHY);
    await runCheck(runnerCommand, buildPlan({ issues: unknown("--nam") }), host);
    expect(host.asked.map(({ probe }) => probe)).not.toContain("env.clientOptions");
  });

  it("of podman is not compared with docker's", async () => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, { env: { process: PROCESS, clientOptions: { outcome: "listed", options: ["--names"] } } }),
    );
    const { found } = await runCheck(runnerCommand, buildPlan({ issues: unknown("--names", "podman run") }), host);
    expect(found).toEqual([]);
    expect(host.asked).toContainEqual({
      probe: "env.clientOptions",
      question: { client: "podman", subcommand: "run" },
    });
  });
});

describe("runner-command", () => {
  it.each(ROWS)("%s", async (_, overrides, expected) => {
    const plan = buildPlan(overrides);
    const { status, found } = await runCheck(runnerCommand, plan, fakeHost(HEALTHY));
    const wanted = expected.length === 0 ? "pass" : expected.every((text) => text.endsWith(" w")) ? "warn" : "fail";
    expect({ status, found }).toEqual({ status: wanted, found: [...expected].sort() });
    const early = runnerCommand.fromPlan?.(plan) ?? [];
    for (const finding of early) expectWellFormed(runnerCommand, finding);
    expect(early.map(label).sort()).toEqual([...expected].sort());
  });

  it.each<[string, Partial<RunnerPlan>]>([
    ["the default deployment", { source: "default", env: [] }],
    ["a container of unknown variables", { source: "container", env: [] }],
  ])("skips %s", async (_, plan) => {
    const { status, found } = await runCheck(runnerCommand, buildPlan(plan), fakeHost(HEALTHY));
    expect({ status, found }).toEqual({ status: "skip", found: [] });
    expect(runnerCommand.fromPlan?.(buildPlan(plan))).toEqual([]);
  });

  const NAME = "runner-0f3c2d4e-5b6a-5c7d-8e9f-0a1b2c3d4e5f";
  const UUID = "{0f3c2d4e-5b6a-5c7d-8e9f-0a1b2c3d4e5f}";
  const OTHER = "{11111111-2222-5333-8444-555555555555}";

  it.each<[string, Partial<EngineContainer>, Partial<RunnerPlan>, readonly string[], string?]>([
    ["nobody has the name", { outcome: "missing" }, {}, []],
    ["a stopped stranger", { state: "exited" }, {}, [`container-name-taken ${NAME}`], `safe docker rm ${NAME}`],
    [
      "a running stranger",
      { state: "running" },
      {},
      [`container-name-taken ${NAME}`],
      `destructive docker rm --force ${NAME}`,
    ],
    [
      "under sudo",
      { state: "exited" },
      { sudo: true },
      [`container-name-taken ${NAME}`],
      `sudo sudo docker rm ${NAME}`,
    ],
    [
      "this runner, by its value",
      { state: "running", runnerUuid: UUID },
      { env: envWith({ ...uuid("RUNNER_UUID", 5), value: UUID }) },
      [`container-name-taken ${NAME} w`],
    ],
    ["this runner, by its name", { state: "running", runnerUuid: UUID }, {}, [`container-name-taken ${NAME} w`]],
    ["another runner", { state: "running", runnerUuid: OTHER }, {}, [`container-name-taken ${NAME}`]],
    ["the container that is asked about", { state: "running" }, { source: "container" }, []],
  ])("the name, %s", async (_, container, plan, expected, command) => {
    const engine = { ...HEALTHY.engine, container: { outcome: "found" as const, name: NAME, ...container } };
    const { found, verdict } = await runCheck(
      runnerCommand,
      buildPlan({ containerName: from(NAME), ...plan }),
      fakeHost(mergeAnswers(HEALTHY, { engine })),
    );
    expect(found).toEqual(expected);
    const [removal] = verdict.findings?.[0]?.remedy.commands ?? [];
    const printed = removal === undefined ? "" : `${removal.risk} ${removal.run}`;
    expect(command ?? printed).toBe(printed);
  });

  it.each<[string, Parameters<typeof fakeHost>[0]]>([
    ["is not there", { engine: { connection: { ...CONNECTION, outcome: "missing" } } }],
    ["does not answer in time", { engine: { connection: new ProbeError("timeout", "no answer") } }],
  ])("judges the rest when the engine %s", async (_, answers) => {
    const host = fakeHost(answers);
    const { status } = await runCheck(runnerCommand, buildPlan({ containerName: from(NAME) }), host);
    expect(status).toBe("pass");
    expect(host.asked.map(({ probe }) => probe)).toEqual(["engine.connection"]);
  });

  const setting = (text: string, body: PlannedSetting["body"]): PlannedSetting => ({
    text,
    words: [text],
    body,
    origin: { from: "word", word: 4 } as const,
  });
  const memory = (bytes: number) => setting("--memory", { HostConfig: { Memory: bytes } });
  const swap = setting("--memory-swap", { HostConfig: { MemorySwap: 5 } });
  const capability = (name: string) => setting(`--cap-add ${name}`, { HostConfig: { CapAdd: [name] } });

  /** Refuses capability X, memory under 6, and swap that is less than the memory or without any. */
  const engineOf = (asked: unknown[]) => ({
    ...HEALTHY.engine,
    acceptance: ({ body }: { readonly body: PlannedSetting["body"] }): EngineAcceptance => {
      asked.push(body);
      const {
        Memory = 0,
        MemorySwap,
        CapAdd = [],
      } = body["HostConfig"] as {
        Memory?: number;
        MemorySwap?: number;
        CapAdd?: readonly string[];
      };
      const refused = (detail: string): EngineAcceptance => ({ outcome: "refused", detail });
      if (CapAdd.includes("X")) return refused("unknown capability");
      if (Memory > 0 && Memory < 6) return refused("too little memory");
      if (MemorySwap !== undefined && MemorySwap < Memory) return refused("swap smaller than memory");
      return MemorySwap !== undefined && Memory === 0 ? refused("swap without memory") : { outcome: "accepted" };
    },
  });

  it.each<[string, readonly PlannedSetting[], readonly string[], number]>([
    ["accepted as a whole", [memory(7), capability("A")], [], 1],
    ["one refused", [capability("A"), capability("X"), memory(7)], ["option-invalid --cap-add X"], 4],
    ["two refused", [memory(5), capability("X")], ["option-invalid --cap-add X", "option-invalid --memory"], 3],
    ["refused beside another", [memory(7), swap], ["option-invalid --memory-swap"], 3],
  ])("options, %s", async (_, settings, expected, questions) => {
    const asked: unknown[] = [];
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: engineOf(asked) }));
    const { found } = await runCheck(runnerCommand, buildPlan({ settings }), host);
    expect(found).toEqual(expected);
    expect(asked).toHaveLength(questions);
  });

  it.each<[string, readonly string[]]>([
    ["1.51", []],
    ["1.24", []],
    ["1.52", ["option-invalid DOCKER_API_VERSION"]],
    ["1.23", ["option-invalid DOCKER_API_VERSION"]],
    ["latest", ["option-invalid DOCKER_API_VERSION"]],
  ])("DOCKER_API_VERSION=%s, where the engine speaks 1.24 to 1.51", async (value, expected) => {
    const plan = buildPlan({
      clientApiVersion: {
        value,
        origin: { from: "variable", name: "DOCKER_API_VERSION", setIn: "environment" } as const,
      },
    });
    const { found } = await runCheck(runnerCommand, plan, fakeHost(HEALTHY));
    expect(found).toEqual(expected);
  });

  it.each<[string, string | undefined, readonly string[]]>([
    ["1.43", undefined, []],
    ["1.42", undefined, ["option-invalid --annotation a=b"]],
    ["1.9", undefined, ["option-invalid --annotation a=b"]],
    ["1.51", "1.42", ["option-invalid --annotation a=b"]],
    ["1.51", "1.43", []],
    // docker says that first
    ["1.42", "1.43", ["option-invalid DOCKER_API_VERSION"]],
  ])("an option for API 1.43, engine %s, DOCKER_API_VERSION %s", async (apiVersion, value, expected) => {
    const connection = { ...CONNECTION, apiVersion };
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { connection } }));
    const origin = { from: "word", word: 3 } as const;
    const words = ["--annotation", "a=b"];
    const setBy = { from: "variable", name: "DOCKER_API_VERSION", setIn: "environment" } as const;
    const plan = buildPlan({
      newerOptions: [{ text: words.join(" "), words, origin, leastApi: "1.43" }],
      ...(value === undefined ? {} : { clientApiVersion: { value, origin: setBy } }),
    });
    const { found, verdict } = await runCheck(runnerCommand, plan, host);
    expect(found).toEqual(expected);
    if (expected[0]?.includes("--annotation") !== true) return;
    expect(verdict.findings?.[0]?.remedy.changes).toEqual([{ remove: words, add: [], origin }]);
  });

  it("does not ask the engine about what runs already", async () => {
    const asked: unknown[] = [];
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: engineOf(asked) }));
    const settings = [capability("X")];
    await runCheck(runnerCommand, buildPlan({ settings, source: "container" }), host);
    expect(asked).toEqual([]);
  });

  it("leaves open what the engine does not tell, and what only a start shows", async () => {
    const engine = { ...HEALTHY.engine, acceptance: { outcome: "indeterminate" } } as const;
    const plan = buildPlan({ settings: [memory(7)], unprovable: ["--gpus all"] });
    const { verdict } = await runCheck(runnerCommand, plan, fakeHost(mergeAnswers(HEALTHY, { engine })));
    expect(verdict.status).toBe("pass");
    expect(verdict.unproven).toEqual([
      expect.stringContaining("accepts --memory "),
      expect.stringContaining("--gpus all"),
    ]);
  });

  it("passes on that the engine could not be asked", async () => {
    const engine = { ...HEALTHY.engine, acceptance: new ProbeError("timeout", "no answer") };
    const run = runCheck(
      runnerCommand,
      buildPlan({ settings: [memory(7)] }),
      fakeHost(mergeAnswers(HEALTHY, { engine })),
    );
    await expect(run).rejects.toMatchObject({ kind: "timeout" });
  });

  it.each<[PlannedReference["kind"], string, object, readonly string[]]>([
    ["network", "there", { network: { outcome: "found" } }, []],
    ["network", "not there", { network: { outcome: "missing" } }, ["network-missing x"]],
    ["container", "running", { container: { outcome: "found", state: "running" } }, []],
    ["container", "paused", { container: { outcome: "found", state: "paused" } }, []],
    ["container", "stopped", { container: { outcome: "found", state: "exited" } }, ["container-missing x"]],
    ["container", "not there", { container: { outcome: "missing" } }, ["container-missing x"]],
    ["device", "there", { path: { path: "x", outcome: "not-a-directory" } }, []],
    ["device", "not there", { path: { path: "x", outcome: "missing" } }, ["device-missing x"]],
    ["device", "not told", { path: { path: "x", outcome: "indeterminate" } }, []],
    ["log-driver", "there", { info: { ...INFO, loggingDrivers: ["x:latest"] } }, []],
    ["log-driver", "not told", { info: INFO }, []],
    ["log-driver", "not there", { info: { ...INFO, loggingDrivers: ["y"] } }, ["option-invalid --option x"]],
  ])("a %s that is %s", async (kind, _, answers, expected) => {
    const reference: PlannedReference = {
      kind,
      name: "x",
      isRunning: true,
      text: "--option x",
      words: ["--option", "x"],
      origin: { from: "word", word: 4 } as const,
    };
    const engine = { ...HEALTHY.engine, ...answers };
    const plan = buildPlan({ references: [reference] });
    const { found } = await runCheck(runnerCommand, plan, fakeHost(mergeAnswers(HEALTHY, { engine })));
    expect(found).toEqual(expected);
  });

  it("needs a container of --volumes-from to be there, not to run", async () => {
    const reference: PlannedReference = {
      kind: "container",
      name: "x",
      text: "--volumes-from x",
      words: ["--volumes-from", "x"],
      origin: { from: "word", word: 4 } as const,
    };
    const engine = { ...HEALTHY.engine, container: { outcome: "found", state: "exited" } } as const;
    const plan = buildPlan({ references: [reference] });
    const { found } = await runCheck(runnerCommand, plan, fakeHost(mergeAnswers(HEALTHY, { engine })));
    expect(found).toEqual([]);
  });

  const ACCOUNT = "5c1e0f44-6a3b-4a0e-9d7e-1f2a3b4c5d6e";
  const RUNNER = "b0ae87b8-423b-5c24-9a95-84ddad9cdfae";
  const known = (name: string, value: string, uuidVersion = 4): PlannedVariable =>
    variable(name, { value, traits: { uuidVersion, braces: "both" } });
  const inFile = (name: string, overrides: Parameters<typeof variable>[1] = {}): PlannedVariable =>
    variable(name, {
      via: "env-file",
      origin: { from: "file", file: "runner.env", line: 3, path: "runner.env" } as const,
      ...overrides,
    });
  const onLine = ENV.map((given) => (given.name === "OAUTH_CLIENT_SECRET" ? variable("OAUTH_CLIENT_SECRET") : given));

  it.each<[string, Partial<RunnerPlan>, readonly string[]]>([
    ["a missing variable", { env: envWithout("OAUTH_CLIENT_ID") }, ["+ -e OAUTH_CLIENT_ID=…"]],
    ["the missing working directory", { env: envWithout("WORKING_DIRECTORY") }, ["+ -e WORKING_DIRECTORY=/tmp"]],
    ["the missing secret", { env: envWithout("OAUTH_CLIENT_SECRET") }, ["+ --env-file runner.env"]],
    [
      "the missing secret of a compose service",
      { source: "compose", env: envWithout("OAUTH_CLIENT_SECRET") },
      ["+ -e OAUTH_CLIENT_SECRET=…"],
    ],
    [
      "the missing secret beside an env file",
      {
        env: [
          ...envWithout("OAUTH_CLIENT_SECRET", "RUNNER_UUID"),
          inFile("RUNNER_UUID", { traits: { uuidVersion: 5, braces: "both" } }),
        ],
      },
      [],
    ],
    [
      "a variable empty in an env file",
      { env: envWith(inFile("OAUTH_CLIENT_SECRET", { traits: { empty: true } })) },
      ["runner.env: - OAUTH_CLIENT_SECRET=… + OAUTH_CLIENT_SECRET=…"],
    ],
    [
      "an unset variable",
      { env: envWith(variable("OAUTH_CLIENT_ID", { via: "inherited", absent: true })) },
      ["- -e OAUTH_CLIENT_ID + -e OAUTH_CLIENT_ID=…"],
    ],
    [
      "a misspelt name, which two findings are about",
      { env: [...envWithout("RUNNER_UUID"), uuid("RUNER_UUID", 5)] },
      ["- -e RUNER_UUID=… + -e RUNNER_UUID=…", "- -e RUNER_UUID=… + -e RUNNER_UUID=…"],
    ],
    ["a misspelt name beside the right one", { env: envWith(variable("WORKING_DIR")) }, ["- -e WORKING_DIR=…"]],
    [
      "a UUID without braces",
      { env: envWith(variable("ACCOUNT_UUID", { value: ACCOUNT, traits: { uuidVersion: 4, braces: "none" } })) },
      [`- -e ACCOUNT_UUID=${ACCOUNT} + -e ACCOUNT_UUID={${ACCOUNT}}`],
    ],
    [
      "a UUID that is cut off",
      { env: envWith(variable("ACCOUNT_UUID", { value: "{5c1e0f44-6a3b", traits: { braces: "unbalanced" } })) },
      ["- -e ACCOUNT_UUID={5c1e0f44-6a3b + -e ACCOUNT_UUID=…"],
    ],
    [
      "quotes round a path",
      { env: envWith(variable("WORKING_DIRECTORY", { value: '"/tmp"', traits: { quoted: true } })) },
      ['- -e WORKING_DIRECTORY="/tmp" + -e WORKING_DIRECTORY=/tmp'],
    ],
    [
      "a line break, which no line shows",
      { env: envWith(variable("WORKING_DIRECTORY", { value: "/tmp\n", traits: { lineBreak: true } })) },
      ["- -e WORKING_DIRECTORY=… + -e WORKING_DIRECTORY=/tmp"],
    ],
    [
      "exchanged UUIDs",
      { env: envWith(known("RUNNER_UUID", `{${ACCOUNT}}`), known("ACCOUNT_UUID", `{${RUNNER}}`, 5)) },
      [
        `- -e RUNNER_UUID={${ACCOUNT}} + -e RUNNER_UUID={${RUNNER}}`,
        `- -e ACCOUNT_UUID={${RUNNER}} + -e ACCOUNT_UUID={${ACCOUNT}}`,
      ],
    ],
    [
      "an exchanged id and secret",
      {
        env: envWith(
          variable("OAUTH_CLIENT_ID", { traits: { secretLike: true } }),
          variable("OAUTH_CLIENT_SECRET", { via: "compose" }),
        ),
        source: "compose",
      },
      ["- -e OAUTH_CLIENT_ID=… + -e OAUTH_CLIENT_ID=…", "- -e OAUTH_CLIENT_SECRET=… + -e OAUTH_CLIENT_SECRET=…"],
    ],
    ["a shell runtime", { env: envWith(variable("RUNTIME", { value: "linux-shell" })) }, ["- -e RUNTIME=linux-shell"]],
    [
      "another image",
      { images: imagesWith("runner", "busybox:1") },
      ["- busybox:1 + docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1"],
    ],
    ["the secret on the command line", { env: onLine }, ["- -e OAUTH_CLIENT_SECRET=… + --env-file runner.env"]],
    [
      "two secrets on the command line, one env file",
      { env: [...onLine, variable("HTTPS_PROXY", { value: "http://***@p.example:1" })] },
      ["- -e OAUTH_CLIENT_SECRET=… + --env-file runner.env", "- -e HTTPS_PROXY=http://…@p.example:1"],
    ],
    ["a proxy on loopback", { proxies: { https: from("http://127.0.0.1:1") } }, ["+ --network host"]],
    [
      "a proxy on loopback in another network",
      { proxies: { https: from("http://127.0.0.1:1") }, network: from("ci") },
      ["- --network ci + --network host"],
    ],
    [
      "a placeholder for the config",
      {
        mounts: [
          bind("<path>", "/root/.docker", { placeholder: "<path>", ...writtenAs("-v", "<path>:/root/.docker") }),
        ],
      },
      ["- -v <path>:/root/.docker + -v /home/op/.docker:/root/.docker"],
    ],
    [
      "a placeholder that only the operator knows",
      { mounts: [bind("<cache>", "/cache", { placeholder: "<cache>", ...writtenAs("-v", "<cache>:/cache") })] },
      ["- -v <cache>:/cache + -v …:/cache"],
    ],
    [
      "a placeholder in the name",
      {
        containerName: { ...from("runner-<uuid>"), placeholder: "<uuid>" },
        env: envWith(known("RUNNER_UUID", `{${RUNNER}}`, 5)),
      },
      [`- --name runner-<uuid> + --name runner-${RUNNER}`],
    ],
    [
      "a placeholder image of the runner's own",
      {
        images: imagesWith("pause", "my-registry/pause:1", "my-registry"),
        env: envWith(variable("PAUSE_IMAGE", { value: "my-registry/pause:1" })),
      },
      ["- -e PAUSE_IMAGE=my-registry/pause:1 + -e PAUSE_IMAGE=…"],
    ],
    [
      "what the plan knows to mend",
      {
        issues: [
          {
            kind: "option-unknown",
            subject: { of: "option", name: "envfile" },
            text: "--envfile",
            problem: { of: "option-unknown", command: "docker run", option: "--envfile" },
            origin: { from: "word", word: 4 } as const,
            change: { remove: ["--envfile"], add: ["--env-file"] },
          },
        ],
      },
      ["- --envfile + --env-file"],
    ],
  ])("changes, %s", (_, plan, expected) => {
    const findings = runnerCommand.fromPlan?.(buildPlan(plan)) ?? [];
    const words = (sign: string, list: readonly string[]): readonly string[] =>
      list.length === 0 ? [] : [sign, ...list];
    const printed = findings.flatMap(({ remedy }) =>
      (remedy.changes ?? []).map(({ remove, add, envFile }) =>
        [...(envFile === undefined ? [] : [`${envFile}:`]), ...words("-", remove), ...words("+", add)].join(" "),
      ),
    );
    expect(printed).toEqual(expected);
  });

  it.each<[string, Partial<RunnerPlan>, readonly string[]]>([
    ["into a file of its own", { env: onLine }, ["runner.env"]],
    [
      "into a file of its own in the folder of the start command",
      { env: onLine, directory: "/srv/ci" },
      ["/srv/ci/runner.env"],
    ],
    ["into the env file that is there", { env: [...onLine, inFile("RUNNER_LABELS")] }, ["runner.env"]],
  ])("asks for the secret and puts it %s", (_, plan, files) => {
    const [found] = (runnerCommand.fromPlan?.(buildPlan(plan)) ?? []).filter(
      ({ code }) => code === "secret-on-command-line",
    );
    const commands = found?.remedy.commands.map(({ run }) => run) ?? [];
    expect(commands).toHaveLength(files.length);
    for (const [index, file] of files.entries())
      expect(commands[index]).toMatch(
        new RegExp(`umask 077; touch ${file}; chmod 600 ${file}; stty -echo;.*>>${file}\\)$`, "u"),
      );
  });
});
