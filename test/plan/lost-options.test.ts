import { describe, expect, it } from "vitest";
import { mountPaths } from "../../checks/mount-paths/check.js";
import { runnerCommand } from "../../checks/runner-command/check.js";
import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { commandIssues, load, loadText, loadWords } from "./world.js";

const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";
const SECRET = "Zq7XkV9w3TbN2m";
const UUID = "{b0ae87b8-423b-5c24-9a95-84ddad9cdfae}";

const VARIABLES: Readonly<Record<string, string>> = {
  ACCOUNT_UUID: `-e ACCOUNT_UUID=${UUID}`,
  RUNNER_UUID: `-e RUNNER_UUID=${UUID}`,
  OAUTH_CLIENT_ID: "-e OAUTH_CLIENT_ID=q3ZkP0f7Lx1nVb8s",
  OAUTH_CLIENT_SECRET: `-e OAUTH_CLIENT_SECRET=${SECRET}`,
  WORKING_DIRECTORY: "-e WORKING_DIRECTORY=/tmp",
};
const MOUNTS: Readonly<Record<string, string>> = {
  work: "-v /tmp:/tmp",
  socket: "-v /var/run/docker.sock:/var/run/docker.sock",
  logs: "-v /var/lib/docker/containers:/var/lib/docker/containers:ro",
};

/** The vendor's options, without those named. */
function options(...left: readonly string[]): string {
  return Object.entries({ ...VARIABLES, ...MOUNTS })
    .flatMap(([name, text]) => (left.includes(name) ? [] : [text]))
    .join(" ");
}

function findingsOf(plan: RunnerPlan): readonly Finding[] {
  return [runnerCommand, mountPaths].flatMap((check) => check.fromPlan?.(plan) ?? []);
}

const ALWAYS = new Set(["variables-swapped", "variable-malformed", "secret-on-command-line"]);

function labels(plan: RunnerPlan): readonly string[] {
  return findingsOf(plan)
    .filter(({ code }) => !ALWAYS.has(code))
    .map(({ code, target, severity }) => `${code} ${target ?? ""}${severity === "error" ? "" : " w"}`);
}

const lost = (text: string): string => `option-after-image ${text}`;

describe("options after the image", () => {
  it.each<[string, string, readonly string[]]>([
    ["--restart=always", "", [`${lost("--restart=always")} w`]],
    ["--restart always", "", [`${lost("--restart always")} w`]],
    ["-it", "", [`${lost("-it")} w`]],
    ["--rm -d --memory 1g", "", [`${lost("--rm")} w`, `${lost("-d")} w`, `${lost("--memory 1g")} w`]],
    ["-dm 1g", "", [`${lost("-d -m 1g")} w`]],
    ["-e DEBUG=true", "", [`${lost("-e DEBUG=…")} w`]],
    // what the runner needs, and nothing before the image gives
    ["-e OAUTH_CLIENT_ID=q3ZkP0f7Lx1nVb8s", "OAUTH_CLIENT_ID", [lost("-e OAUTH_CLIENT_ID=…")]],
    [`--env=OAUTH_CLIENT_SECRET=${SECRET}`, "OAUTH_CLIENT_SECRET", [lost("--env=OAUTH_CLIENT_SECRET=…")]],
    ["-eWORKING_DIRECTORY=/tmp --rm", "WORKING_DIRECTORY", [lost("-eWORKING_DIRECTORY=…"), `${lost("--rm")} w`]],
    ["-e OAUTH_CLIENT_ID=q3ZkP0f7Lx1nVb8s", "", [`${lost("-e OAUTH_CLIENT_ID=…")} w`]],
    ["-v /tmp:/tmp", "work", [lost("-v /tmp:/tmp")]],
    [
      "--mount type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock",
      "socket",
      [lost("--mount type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock")],
    ],
    [MOUNTS["logs"] ?? "", "logs", [lost(MOUNTS["logs"] ?? "")]],
    ["-v /tmp:/tmp", "", [`${lost("-v /tmp:/tmp")} w`]],
    ["-v /cache:/cache", "", [`${lost("-v /cache:/cache")} w`]],
    ["--network host", "", [lost("--network host")]],
    ["--user 1000", "", [lost("--user 1000")]],
    // what would be missing all the same
    [
      "-e OAUTH_CLIENT_ID=",
      "OAUTH_CLIENT_ID",
      ["variable-missing OAUTH_CLIENT_ID", `${lost("-e OAUTH_CLIENT_ID=…")} w`],
    ],
    ["-v /tmp:/tmp:bad", "work", ["working-directory-not-mounted /tmp", `${lost("-v /tmp:/tmp:bad")} w`]],
    // a command of one's own
    ["sh -c env", "", []],
    ["--foo --restart=always", "", []],
    ["--help", "", []],
    ["-e", "", []],
    ["-c env", "", []],
    ["--restart=always sh -e X=1", "", [`${lost("--restart=always")} w`]],
  ])("%s, without %s", (behind, left, expected) => {
    const { plan } = loadWords(`docker run ${options(left)} ${IMAGE} ${behind}`);
    expect([...labels(plan)].sort()).toEqual([...expected].sort());
  });

  it("are found in a pasted text, and none where the words are for an entrypoint", () => {
    const { plan } = loadText(
      `docker run ${options().replaceAll("{", "'{").replaceAll("}", "}'")} ${IMAGE} \\\n  --rm`,
    );
    expect(labels(plan)).toEqual([`${lost("--rm")} w`]);
    expect(labels(loadWords(`docker run ${options()} --entrypoint sh ${IMAGE} -v`).plan)).toEqual([]);
    expect(labels(loadWords(`docker run ${options()} --entrypoint sh ${IMAGE} --rm`).plan)).toEqual([]);
  });

  it("are none where the word before them is no image", () => {
    const { plan } = loadWords(`docker run -e OAUTH_CLIENT_SECRET ${SECRET} -e DEBUG=true ${IMAGE}`);
    expect(plan.issues.filter(({ kind }) => kind === "option-after-image")).toEqual([]);
    expect(JSON.stringify(plan)).not.toContain(SECRET);
  });

  it("an env file counts by what it gives, and need not be there", () => {
    const files = { "/work-dir/r.env": `OAUTH_CLIENT_SECRET=${SECRET}\nNO_PROXY=localhost\n` };
    const line = (left: string): string => `docker run ${options(left)} ${IMAGE} --env-file r.env`;
    const needed = loadWords(line("OAUTH_CLIENT_SECRET"), { files });
    expect(labels(needed.plan)).toEqual([lost("--env-file r.env")]);
    expect(needed.plan.env.map(({ name }) => name)).toContain("NO_PROXY");
    expect(JSON.stringify(needed.plan)).not.toContain(SECRET);
    expect(labels(loadWords(line(""), { files }).plan)).toEqual([`${lost("--env-file r.env")} w`]);
    expect(labels(loadWords(line("OAUTH_CLIENT_SECRET")).plan)).toEqual([
      "variable-missing OAUTH_CLIENT_SECRET",
      `${lost("--env-file r.env")} w`,
    ]);
  });

  it("do not conflict with those that docker reads", () => {
    const { plan } = loadWords(`docker run --rm ${options()} ${IMAGE} --restart=always`);
    expect(labels(plan)).toEqual([`${lost("--restart=always")} w`]);
    expect(plan.settings ?? []).toEqual([]);
  });

  it("are to be moved before the image", () => {
    const loaded = loadWords(`docker run ${options("OAUTH_CLIENT_ID")} ${IMAGE} -e OAUTH_CLIENT_ID=${SECRET}`);
    const [issue] = commandIssues(loaded);
    expect(issue?.problem).toEqual({ of: "needed-option-after-image", option: "-e OAUTH_CLIENT_ID=…" });
    expect(JSON.stringify(loaded.plan)).not.toContain(SECRET);
    expect(loaded.secrets.values.map((one) => one.open())).toContain(SECRET);
    const found = findingsOf(loaded.plan).find(({ code }) => code === "option-after-image");
    expect(found?.remedy.changes).toEqual([
      { remove: ["-e", "OAUTH_CLIENT_ID=…"], add: [], origin: issue?.origin },
      { remove: [], add: ["-e", "OAUTH_CLIENT_ID=…"] },
    ]);
  });

  it("of a nonsensical command are counted to a limit", () => {
    const words = ["docker", "run", IMAGE, ...Array.from({ length: 500 }, () => "--rm")];
    expect(load({ words }).plan.issues).toHaveLength(100);
  });
});

describe("options in command: of a compose service", () => {
  const service = (command: string, left: readonly string[] = [], more = ""): RunnerPlan => {
    const listed = (of: Readonly<Record<string, string>>): string =>
      Object.entries(of)
        .flatMap(([name, text]) => (left.includes(name) ? [] : [`      - "${text.slice(3)}"\n`]))
        .join("");
    const text = `services:\n  r:\n    image: ${IMAGE}\n    command: ${command}\n${more}    environment:\n${listed(VARIABLES)}    volumes:\n${listed(MOUNTS)}`;
    const { plan } = load({ compose: { file: "c.yaml", text } });
    expect(JSON.stringify(plan)).not.toContain(SECRET);
    return plan;
  };

  it.each<[string, readonly string[], readonly string[]]>([
    ["--restart=always", [], [`${lost("--restart=always")} w`]],
    ['["--restart", "always", "--rm"]', [], [`${lost("--restart always")} w`, `${lost("--rm")} w`]],
    [`-e OAUTH_CLIENT_SECRET=${SECRET}`, ["OAUTH_CLIENT_SECRET"], [lost("-e OAUTH_CLIENT_SECRET=…")]],
    ["-v /tmp:/tmp", ["work"], [lost("-v /tmp:/tmp")]],
    ["--network host --user 0", [], [lost("--network host"), lost("--user 0")]],
    ["sh -c 'echo --rm'", [], []],
    ['["java", "--rm"]', [], []],
    ["[]", [], []],
  ])("%s, without %s", (command, left, expected) => {
    expect(labels(service(command, left)).toSorted()).toEqual([...expected].sort());
  });

  it("are none for an entrypoint, and have the key that stands for them", () => {
    expect(labels(service("--rm", [], "    entrypoint: sh\n"))).toEqual([]);
    const issues = service("--restart=always").issues.map((issue) => ({ ...issue, origin: undefined }));
    expect(issues).toEqual([
      {
        kind: "option-after-image",
        subject: { of: "option", name: "restart" },
        text: "--restart=always",
        problem: { of: "option-in-command", option: "--restart=always" },
        suggestion: "restart",
        origin: undefined,
      },
    ]);
  });
});
