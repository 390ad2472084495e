import type { CheckResult, Report, ReportFinding } from "../../../src/contract/index.js";
import { sampleEntry, sampleReport, sampleResult } from "./sample-report.js";

const VENDOR = "https://support.atlassian.com/bitbucket-cloud/docs/runners/";

const NOT_MOUNTED: ReportFinding = {
  code: "working-directory-not-mounted",
  severity: "error",
  message:
    "The start command mounts no working directory: /tmp must be mounted at /tmp. Step containers do not see the runner's files otherwise.",
  target: "/tmp",
  evidence: [
    { what: "engine", observed: "28.5.2, linux/amd64", vantage: "engine" },
    { what: "WORKING_DIRECTORY", observed: "/tmp", origin: "docker run word 12" },
    {
      what: "mounts",
      observed: "-v /var/run/docker.sock:/var/run/docker.sock -v /root/.docker:/root/.docker",
      expected: "-v /tmp:/tmp",
      origin: "docker run … (words after --)",
    },
  ],
  remedy: {
    summary: "Mount the working directory at its own path.",
    afterwards: "Start the runner again.",
    commands: [
      { run: "docker inspect --format '{{json .HostConfig.Binds}}' runner", risk: "safe", role: "see" },
      { run: "docker start runner", risk: "safe", role: "then" },
    ],
    changes: [{ remove: [], add: ["-v", "/tmp:/tmp"] }],
    source: VENDOR,
  },
};

const SECRET_SHOWN: ReportFinding = {
  code: "secret-on-command-line",
  severity: "warning",
  message: "OAUTH_CLIENT_SECRET is on the command line, where the process list shows it.",
  target: "OAUTH_CLIENT_SECRET",
  evidence: [
    {
      what: "OAUTH_CLIENT_SECRET",
      observed: "given with -e",
      expected: "given with --env-file",
      origin: "docker run word 24",
    },
  ],
  remedy: { summary: "Give it in an env file that only you can read.", commands: [], source: VENDOR },
};

const CPU_LOW: ReportFinding = {
  code: "cpu-low",
  severity: "warning",
  message: "The engine's host has 2 CPUs; a step is given 4.",
  evidence: [{ what: "CPUs", observed: "2", expected: "4 or more", origin: "GET /info", vantage: "engine" }],
  remedy: { summary: "Use a machine with more CPUs.", commands: [], source: VENDOR },
};

const SOCKET_CLOSED: ReportFinding = {
  code: "socket-permission-denied",
  severity: "error",
  message: "The user deploy may not use /var/run/docker.sock.",
  target: "/var/run/docker.sock",
  evidence: [
    {
      what: "/var/run/docker.sock",
      observed: "mode 0660, owner root, group docker",
      expected: "readable and writable by deploy",
    },
  ],
  remedy: {
    summary: "Add the user to the group docker.",
    afterwards: "Log in again, so that the group counts.",
    commands: [
      { run: "sudo usermod -aG docker deploy", risk: "sudo", role: "fix" },
      { run: "docker info", risk: "safe", role: "see" },
    ],
    source: VENDOR,
  },
};

const TORN_LINE: ReportFinding = {
  code: "line-end-lost",
  severity: "error",
  message: "Line 4 of the start command does not end with \\, so docker does not see the lines after it.",
  target: "/root/start.sh:4",
  evidence: [{ what: "end of line 4", observed: "a blank after \\", expected: "\\ alone", origin: "/root/start.sh:4" }],
  remedy: {
    summary: "Remove the blank at the end of line 4.",
    commands: [{ run: "sed -i '4s/ *$//' /root/start.sh", risk: "safe", role: "fix" }],
    source: VENDOR,
  },
};

function lost(target: string): ReportFinding {
  return {
    ...TORN_LINE,
    code: "variable-missing",
    message: `${target} is not given.`,
    target,
    followsFrom: { code: "line-end-lost" },
  };
}

const SILENT: ReportFinding = {
  code: "connection-timeout",
  severity: "error",
  message: "The engine cannot reach the registry registry.example: no answer from registry.example:443 for 10 s.",
  target: "registry.example:443",
  hop: "tcp",
  evidence: [
    {
      what: "connection to registry.example:443",
      observed: "dns ok 2 ms · tcp failed after 10 s: no answer from 192.0.2.10",
      expected: "an answer",
    },
  ],
  remedy: {
    summary: "Allow outbound TCP from this host to registry.example:443 in the firewall.",
    commands: [
      {
        run: "curl -sS -v --max-time 10 -o /dev/null --noproxy '*' https://registry.example:443/v2/",
        risk: "safe",
        role: "see",
      },
    ],
    source: VENDOR,
  },
};

const OTHERS: readonly CheckResult[] = [
  sampleResult({ id: "docker-socket" }),
  sampleResult({ id: "docker-engine" }),
  sampleResult({ id: "service-reachable", group: "network" }),
];

const WARNED: readonly CheckResult[] = [
  sampleResult({ id: "runner-command", group: "runner", status: "warn", findings: [SECRET_SHOWN] }),
  sampleResult({ id: "host-resources", group: "host", status: "warn", findings: [CPU_LOW] }),
];

const NO_CONFIG = sampleResult({
  id: "docker-config",
  group: "credentials",
  status: "skip",
  reason: "the runner is given no config.json: its images are pulled without credentials",
});

const PULLED = sampleResult({
  id: "image-pullable",
  group: "images",
  targets: ["runner:1", "pause:3.8", "auth-proxy:1", "clone:1", "atlassian/default-image:5"].map((target) => ({
    target,
    status: "pass",
  })),
});

const UNPROVEN = [
  "OAuth credentials (only their form is looked at)",
  "container network (asked from this process and the engine, not from a container)",
  "WebSocket to api.atlassian.com",
  "content of layers (they are looked up, not downloaded and hashed; --pull does)",
  "build images that pipelines name themselves",
  "what the runner reads of files that it makes itself at its first start",
];

function failed(id: string, ...findings: readonly ReportFinding[]): CheckResult {
  return sampleResult({ id, status: "fail", findings });
}

function report(overrides: Partial<Report>): Report {
  return sampleReport({ unproven: UNPROVEN, ...overrides });
}

const THREE: Partial<Report> = {
  verdict: "fail",
  causes: [
    {
      code: "line-end-lost",
      severity: "error",
      checks: ["runner-command"],
      targets: ["/root/start.sh:4"],
      blocks: [],
      entails: ["RUNNER_UUID", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"].map((target) => ({
        code: "variable-missing",
        target,
      })),
    },
    {
      code: "connection-timeout",
      severity: "error",
      hop: "tcp",
      checks: ["registry-reachable"],
      targets: ["registry.example:443"],
      blocks: ["image-pullable"],
    },
    {
      code: "socket-permission-denied",
      severity: "error",
      checks: ["docker-socket"],
      targets: ["/var/run/docker.sock"],
      blocks: [],
    },
  ],
  network: [
    sampleEntry({ hop: "tcp", code: "connection-timeout", addresses: ["192.0.2.10"], durationMs: 10_000 }),
    ...["auth.example", "api.example", "git.example", "files.example"].map((host) =>
      sampleEntry({ host, vantage: "process", proxy: "http://proxy.example:3128", code: "proxy-denied", hop: "proxy" }),
    ),
  ],
  results: [
    failed("docker-socket", SOCKET_CLOSED),
    failed("runner-command", TORN_LINE, lost("RUNNER_UUID"), lost("OAUTH_CLIENT_ID"), lost("OAUTH_CLIENT_SECRET")),
    failed("registry-reachable", SILENT),
    sampleResult({ id: "image-pullable", status: "blocked", blockedBy: ["registry-reachable"] }),
    sampleResult({
      id: "service-reachable",
      status: "inconclusive",
      reason: "no answer from auth.example:443 to TCP connect for 10 s",
    }),
  ],
};

/** Reports of every kind that a reader may be shown, by name. */
export const GOLDEN_REPORTS: Readonly<Record<string, Report>> = {
  "one-cause": report({
    verdict: "fail",
    results: [
      ...OTHERS,
      failed("mount-paths", NOT_MOUNTED),
      sampleResult({ id: "image-pullable", status: "blocked", blockedBy: ["mount-paths"] }),
      ...WARNED,
    ],
  }),
  "one-cause-recorded": report({
    verdict: "fail",
    mode: "recorded",
    host: "build-7",
    recordedAt: "2026-11-20T09:58:00.000Z",
    network: [sampleEntry({ hop: "tcp", code: "connection-timeout", addresses: ["192.0.2.10"], durationMs: 10_000 })],
    results: [
      ...OTHERS,
      failed("registry-reachable", SILENT),
      sampleResult({ id: "image-pullable", status: "blocked", blockedBy: ["registry-reachable"] }),
      ...WARNED,
    ],
  }),
  "three-causes": report(THREE),
  "ten-causes": report({
    verdict: "fail",
    results: Array.from({ length: 10 }, (_, index) =>
      failed(`check-${index}`, {
        ...SOCKET_CLOSED,
        code: `fault-${index}`,
        message: `Fault ${index} is there.`,
        target: `target-${index}`,
      }),
    ),
  }),
  pass: report({ results: [...OTHERS, PULLED, NO_CONFIG] }),
  warn: report({ results: [...OTHERS, PULLED, NO_CONFIG, ...WARNED] }),
  "pass-of-some": report({
    results: OTHERS.slice(0, 2),
    notRun: ["runner-command", "mount-paths", "docker-config", "registry-reachable", "image-pullable"],
  }),
  undetermined: report({
    verdict: "undetermined",
    results: [
      ...OTHERS,
      sampleResult({
        id: "docker-config",
        group: "credentials",
        status: "inconclusive",
        reason: "/root/.docker/config.json cannot be seen from inside this container",
        evidence: [{ what: "/root/.docker/config.json", observed: "no such file", origin: "docker run word 12" }],
      }),
      sampleResult({ id: "image-pullable", status: "blocked", blockedBy: ["docker-config"] }),
      ...WARNED,
    ],
  }),
  interrupted: report({
    verdict: "undetermined",
    interrupted: true,
    durationMs: 4210,
    results: [
      ...OTHERS.slice(0, 2),
      sampleResult({
        id: "registry-reachable",
        status: "inconclusive",
        evidence: [],
        targets: ["dropped.example:443", "other.example:443"].map((target) => ({
          target,
          status: "inconclusive",
          reason: `no answer from ${target} to TCP connect for 4 s`,
        })),
      }),
      sampleResult({ id: "image-pullable", status: "blocked", blockedBy: ["registry-reachable"] }),
    ],
  }),
};
