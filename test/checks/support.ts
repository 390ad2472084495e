import { expect } from "vitest";
import { mapHost, ProbeError } from "../../src/contract/index.js";
import { EXAMPLE_CONNECTION, EXAMPLE_INFO, EXAMPLE_PROCESS } from "../../src/judge/examples.js";
import { wrongRoles } from "../support/command-roles.js";
import type {
  Ask,
  AskOptions,
  Check,
  EngineConnection,
  EngineInfo,
  EndpointFact,
  FileStat,
  Finding,
  Host,
  NamedTargetVerdict,
  PlannedMount,
  PlannedVariable,
  ProcessFact,
  RunnerPlan,
  TargetVerdict,
  ValueTraits,
  Verdict,
  Written,
} from "../../src/contract/index.js";

/** What a fake host answers: a value, a `ProbeError`, or a function of the question. */
type Reply<Question, Answer> =
  | { readonly [Key in keyof Answer]: Answer[Key] }
  | ProbeError
  | ((question: Question, options?: AskOptions) => Answer | ProbeError | Promise<Answer | ProbeError>);

type AnswerTo<A> = A extends Ask<infer Question, infer Answer, infer _Progress> ? Reply<Question, Answer> : never;

/** Answers by area and probe; a question without an answer rejects as `not-recorded`. */
export type Answers = {
  readonly [Area in keyof Host]?: { readonly [Probe in keyof Host[Area]]?: AnswerTo<Host[Area][Probe]> };
};

/** The fake host with the questions it was asked, in order. */
export interface FakeHost extends Host {
  readonly asked: { readonly probe: string; readonly question: unknown }[];
}

/** A host that answers from a table. */
export function fakeHost(answers: Answers = {}): FakeHost {
  const asked: { probe: string; question: unknown }[] = [];
  const host = mapHost(
    (probe, entry) => async (question, options) => {
      asked.push({ probe, question });
      const reply = entry as Reply<unknown, object> | undefined;
      const answer = typeof reply === "function" ? await reply(question, options) : reply;
      if (answer instanceof ProbeError) throw answer;
      if (answer === undefined)
        throw new ProbeError("not-recorded", `no answer to ${probe} ${JSON.stringify(question)}`);
      return answer;
    },
    answers,
  );
  return { ...host, asked };
}

/** Lays answers over others, probe by probe. */
export function mergeAnswers(...layers: readonly Answers[]): Answers {
  const merged: Record<string, object> = {};
  for (const layer of layers)
    for (const [area, probes] of Object.entries(layer)) merged[area] = { ...merged[area], ...probes };
  return merged;
}

/** Answers to a path question out of a table of paths; a path outside the table is missing. */
export function statTable(
  paths: Readonly<Record<string, Partial<FileStat>>>,
): (question: { readonly path: string }) => FileStat {
  return ({ path }) => {
    const given = paths[path];
    const outcome = given?.outcome ?? (given === undefined ? "missing" : "found");
    return { path, outcome, ...(outcome === "found" ? { realPath: path } : {}), ...given };
  };
}

/** A Docker Engine that is right. */
export const CONNECTION: EngineConnection = {
  ...EXAMPLE_CONNECTION,
  resolvedSocketPath: "/run/docker.sock",
  minApiVersion: "1.24",
  os: "linux",
  architecture: "amd64",
  kernelVersion: "6.1.0-18-amd64",
  platformName: "Docker Engine - Community",
  components: ["Engine", "containerd", "runc"],
};

/** `GET /info` of a host that is right. */
export const INFO: EngineInfo = {
  ...EXAMPLE_INFO,
  securityOptions: ["name=apparmor", "name=seccomp,profile=builtin"],
  cgroupVersion: "2",
  memoryLimit: true,
  swapLimit: true,
  cpuQuota: true,
  ipv4Forwarding: true,
  insecureCidrs: ["::1/128", "127.0.0.0/8"],
  systemTime: "2026-11-01T12:00:00Z",
  name: "runner-host",
};

/** An unprivileged operator in the docker group. */
export const PROCESS: ProcessFact = {
  ...EXAMPLE_PROCESS,
  program: ["node", "/opt/runner-preflight/bin/runner-preflight.js"],
  programAsRoot: ["/usr/bin/node", "/opt/runner-preflight/bin/runner-preflight.js"],
};

/** Engine, process and clock of a host that is right; nothing about paths, services or registries. */
export const HEALTHY: Answers = {
  engine: { connection: CONNECTION, info: INFO },
  env: { process: PROCESS },
  clock: { now: { iso: "2026-11-01T12:00:00Z" } },
};

/** An endpoint that answers. */
export function reached(host: string, overrides: Partial<EndpointFact> = {}): EndpointFact {
  return {
    host,
    port: 443,
    hops: [],
    addresses: ["192.0.2.1"],
    http: { status: 200, headers: {}, body: "empty", tokens: ["token"], clockSkewMs: 0 },
    durationMs: 30,
    ...overrides,
  };
}

const TRAITS: ValueTraits = {
  empty: false,
  length: 36,
  braces: "none",
  lineBreak: false,
  quoted: false,
  padded: false,
};

/** A variable given on the command line. */
export function variable(
  name: string,
  overrides: Partial<Omit<PlannedVariable, "traits">> & { readonly traits?: Partial<ValueTraits> } = {},
): PlannedVariable {
  const { traits, ...rest } = overrides;
  return { name, origin: { from: "word", word: 9 }, via: "command-line", ...rest, traits: { ...TRAITS, ...traits } };
}

/** A bind mount given with `-v`. */
export function bind(source: string, target: string, overrides: Partial<PlannedMount> = {}): PlannedMount {
  return {
    form: "volume",
    type: "bind",
    source,
    target,
    readOnly: false,
    options: [],
    origin: { from: "word", word: 5 },
    ...writtenAs("-v", `${source}:${target}`),
    ...overrides,
  };
}

/** Words of the start command, as they stand there. */
export function writtenAs(...words: readonly string[]): Written {
  return { text: words.join(" "), words };
}

/** The three mounts of the vendor's start command. */
export const MOUNTS: readonly PlannedMount[] = [
  bind("/tmp", "/tmp"),
  bind("/var/run/docker.sock", "/var/run/docker.sock"),
  bind("/var/lib/docker/containers", "/var/lib/docker/containers", { readOnly: true }),
];

/** The variables of the vendor's start command, with values of the right form. */
export const ENV: readonly PlannedVariable[] = [
  variable("ACCOUNT_UUID", { traits: { uuidVersion: 4, braces: "both", length: 38 } }),
  variable("REPOSITORY_UUID", { traits: { uuidVersion: 4, braces: "both", length: 38 } }),
  variable("RUNNER_UUID", { traits: { uuidVersion: 5, braces: "both", length: 38 } }),
  variable("RUNTIME_PREREQUISITES_ENABLED", { value: "true" }),
  variable("OAUTH_CLIENT_ID"),
  variable("OAUTH_CLIENT_SECRET", {
    via: "env-file",
    origin: { from: "file", file: "runner.env", line: 2, path: "runner.env" },
  }),
  variable("WORKING_DIRECTORY", { value: "/tmp" }),
];

/** The vendor's start command, understood; overrides win. */
export function buildPlan(overrides: Partial<RunnerPlan> = {}): RunnerPlan {
  return {
    source: "docker-run",
    description: "docker run … (words after --)",
    sudo: false,
    images: [
      {
        role: "runner",
        reference: "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1",
        puller: "start-command",
        origin: { from: "word", word: 22 },
        pullPolicy: "missing",
      },
      {
        role: "pause",
        reference: "k8s-docker.packages.atlassian.com/pause:3.8",
        puller: "runner",
        origin: { from: "default" },
      },
      {
        role: "auth-proxy",
        reference: "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-auth-proxy:prod-stable",
        puller: "runner",
        origin: { from: "default" },
      },
      {
        role: "clone",
        reference: "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-dvcs-tools:prod-stable",
        puller: "runner",
        origin: { from: "default" },
      },
    ],
    mounts: MOUNTS,
    env: ENV,
    network: { value: "bridge", origin: { from: "default" } },
    securityOptions: [],
    issues: [],
    domains: [],
    dockerHost: { value: "unix:///var/run/docker.sock", origin: { from: "default" } },
    runnerConfig: null,
    runnerConfigNone: "not-mounted",
    clientConfig: { directory: "/home/op/.docker", file: "/home/op/.docker/config.json", origin: { from: "default" } },
    proxies: {},
    ...overrides,
  };
}

/** What a run of one check came to. */
export interface Outcome {
  /** As the report would say it. */
  readonly status: "pass" | "warn" | "fail" | "skip" | "inconclusive";
  /** `code target`, `code` alone where there is none; warnings end with `w`: `logs-writable /x w`. Sorted. */
  readonly found: readonly string[];
  readonly verdict: Verdict;
}

/** `code target`, with ` w` for a warning. */
export function label({ code, target, severity }: Finding): string {
  return [code, ...(target === undefined ? [] : [target]), ...(severity === "warning" ? ["w"] : [])].join(" ");
}

function verdictStatus({ status, findings }: Verdict): Outcome["status"] {
  return status === "fail" && (findings ?? []).every(({ severity }) => severity === "warning") ? "warn" : status;
}

/** Runs one check against a plan and a host, and holds every finding to the contract. */
export async function runCheck(check: Check, plan: RunnerPlan, host: Host): Promise<Outcome> {
  const verdict = await check.run({
    plan,
    host,
    signal: new AbortController().signal,
    targets: check.targets?.(plan) ?? [],
    progress: () => {},
    each: judgeEach,
  });
  const findings = verdict.findings ?? [];
  for (const found of findings) expectWellFormed(check, found);
  if (verdict.status === "fail") expect(findings).not.toEqual([]);
  if (verdict.status === "pass") expect(findings).toEqual([]);
  if (verdict.status === "skip" || verdict.status === "inconclusive") expect(verdict.reason).toMatch(/\S/u);
  return { status: verdictStatus(verdict), found: findings.map(label).sort(), verdict };
}

/** Holds a finding to the contract: its code is in the catalogue, it has a message, evidence and a true remedy. */
export function expectWellFormed(check: Check, { code, message, evidence, remedy }: Finding): void {
  const faults = [
    ...(code in check.codes ? [] : ["not in the catalogue"]),
    ...(message.trim() === "" ? ["no message"] : []),
    ...(evidence.length === 0 ? ["no evidence"] : []),
    ...(remedy.summary.trim() === "" || remedy.source.trim() === "" ? ["no remedy"] : []),
    ...remedy.commands
      .filter(
        ({ run, risk }) => (risk === "safe" && /\bsudo\b/u.test(run)) || (risk === "sudo" && !/\bsudo\b/u.test(run)),
      )
      .map(({ run, risk }) => `marked ${risk}: ${run}`),
    ...wrongRoles(remedy.commands),
    ...remedy.commands.filter(({ run }) => /<[a-z]/u.test(run)).map(({ run }) => `not a command to paste: ${run}`),
  ];
  expect({ code, faults }).toEqual({ code, faults: [] });
}

async function judgeEach(
  targets: readonly string[],
  judge: (target: string) => Promise<TargetVerdict | readonly NamedTargetVerdict[]>,
): Promise<readonly NamedTargetVerdict[]> {
  const results = await Promise.all(
    targets.map(async (target): Promise<readonly NamedTargetVerdict[]> => {
      try {
        const verdict = await judge(target);
        return isNamedList(verdict) ? verdict : [{ ...verdict, target }];
      } catch (error) {
        if (!(error instanceof ProbeError)) throw error;
        return [{ target, status: "inconclusive", reason: error.message }];
      }
    }),
  );
  return results.flat();
}

function isNamedList(verdict: TargetVerdict | readonly NamedTargetVerdict[]): verdict is readonly NamedTargetVerdict[] {
  return Array.isArray(verdict);
}
