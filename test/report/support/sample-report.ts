import type { CheckResult, NetworkEntry, Report, ReportFinding, Status } from "../../../src/contract/index.js";

/** A finding with everything in it. */
export function sampleFinding(overrides: Partial<ReportFinding> = {}): ReportFinding {
  return {
    code: "dns-not-found",
    severity: "error",
    message: "The name registry.example does not exist.",
    target: "registry.example:443",
    hop: "dns",
    evidence: [
      {
        what: "lookup registry.example",
        observed: "ENOTFOUND",
        expected: "an address",
        origin: "--image",
        vantage: "engine",
      },
    ],
    remedy: {
      summary: "Correct the name or the DNS server.",
      commands: [{ run: "getent hosts registry.example", risk: "safe", role: "fix" }],
      source: "https://docs.docker.com/reference/cli/docker/image/pull/",
    },
    ...overrides,
  };
}

/** A blocked endpoint. */
export function sampleEntry(overrides: Partial<NetworkEntry> = {}): NetworkEntry {
  return {
    protocol: "https",
    host: "registry.example",
    port: 443,
    addresses: [],
    vantage: "engine",
    hop: "dns",
    code: "dns-not-found",
    observedAt: "2026-11-20T10:00:01.500Z",
    durationMs: 31,
    neededFor: ["registry.example/a:1"],
    reproduce: "getent ahosts registry.example",
    severity: "error",
    checks: ["registry-reachable"],
    ...overrides,
  };
}

/** A finished check. */
export function sampleResult(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    id: "docker-socket",
    title: "Docker Engine answers on its socket",
    group: "engine",
    status: "pass",
    durationMs: 12,
    findings: [],
    evidence: [{ what: "engine version", observed: "28.5.2", origin: "GET /version" }],
    ...overrides,
  };
}

/** A whole report around some results; the summary is counted. */
export function sampleReport(overrides: Partial<Report> = {}): Report {
  const results = overrides.results ?? [sampleResult()];
  const count = (status: Status): number => results.filter((result) => result.status === status).length;
  return {
    schemaVersion: 1,
    tool: { name: "runner-preflight", version: "0.1.0" },
    host: "build-3.example",
    versions: { engine: "28.5.2", client: "28.5.1" },
    startedAt: "2026-11-20T10:00:00.000Z",
    durationMs: 1234,
    deadlineMs: 60_000,
    mode: "live",
    verdict: "pass",
    strict: false,
    interrupted: false,
    summary: {
      pass: count("pass"),
      warn: count("warn"),
      fail: count("fail"),
      skip: count("skip"),
      blocked: count("blocked"),
      inconclusive: count("inconclusive"),
    },
    causes: [],
    unproven: ["container network", "OAuth credentials"],
    plan: {
      source: "docker-run",
      description: "docker run … (words after --)",
      dockerHost: "unix:///var/run/docker.sock",
      images: [{ role: "runner", reference: "runner:1", puller: "start-command", origin: "docker run word 7" }],
      mounts: [{ source: "/tmp", target: "/tmp", readOnly: false, type: "bind", origin: "docker run word 3" }],
      env: [
        { name: "WORKING_DIRECTORY", origin: "docker run word 5", value: "/tmp" },
        { name: "OAUTH_CLIENT_SECRET", origin: "docker run word 6" },
      ],
      domains: [],
      dockerConfig: null,
    },
    bugs: [],
    ...overrides,
    results,
  };
}

/** Two targets fail at the same hop, one image is blocked by it, one check warns, one is skipped. */
export function failingReport(overrides: Partial<Report> = {}): Report {
  const first = sampleFinding();
  const second = sampleFinding({
    target: "other.example:443",
    message: "The name other.example does not exist.",
    remedy: {
      ...first.remedy,
      commands: [
        { run: "getent hosts registry.example", risk: "safe", role: "fix" },
        { run: "sudo systemctl restart docker", risk: "destructive", role: "fix" },
      ],
    },
  });
  return sampleReport({
    verdict: "fail",
    causes: [
      {
        code: "dns-not-found",
        severity: "error",
        hop: "dns",
        checks: ["registry-reachable"],
        targets: ["registry.example:443", "other.example:443"],
        blocks: ["image-pullable"],
      },
    ],
    network: [
      sampleEntry(),
      sampleEntry({ host: "other.example", vantage: "process", severity: "warning", addresses: ["192.0.2.7", "::1"] }),
    ],
    results: [
      sampleResult(),
      sampleResult({
        id: "runner-command",
        group: "runner",
        status: "skip",
        reason: "no variables to judge",
        evidence: [],
      }),
      sampleResult({
        id: "registry-reachable",
        group: "network",
        status: "fail",
        durationMs: 1520,
        findings: [first, second],
        evidence: [],
        targets: [
          { target: "registry.example:443", status: "fail", vantage: "engine", timings: { dns: 31 } },
          { target: "other.example:443", status: "fail", vantage: "engine", timings: { dns: 30 } },
          { target: "good.example:443", status: "pass", vantage: "engine", timings: { dns: 3, tcp: 41, tls: 83 } },
        ],
      }),
      sampleResult({
        id: "image-pullable",
        group: "images",
        status: "blocked",
        durationMs: 0,
        blockedBy: ["registry-reachable"],
        evidence: [],
        targets: [{ target: "registry.example/a:1", status: "blocked", blockedBy: ["registry-reachable"] }],
      }),
      sampleResult({
        id: "host-resources",
        group: "host",
        status: "warn",
        evidence: [],
        findings: [
          {
            code: "memory-low",
            severity: "warning",
            message: "The host has 4.0 GiB of memory; 8 GB are documented.",
            target: "memory",
            evidence: [{ what: "MemTotal", observed: "4.0 GiB", expected: "8 GB", origin: "GET /info" }],
            remedy: { summary: "Give the host 8 GB.", commands: [], source: "https://support.atlassian.com/" },
          },
        ],
      }),
    ],
    ...overrides,
  });
}

/** Something needed was not answered. */
export function undeterminedReport(overrides: Partial<Report> = {}): Report {
  return sampleReport({
    verdict: "undetermined",
    results: [
      sampleResult(),
      sampleResult({
        id: "image-pullable",
        group: "images",
        status: "inconclusive",
        reason: "the engine did not answer within 45 s",
        evidence: [],
        targets: [{ target: "a:1", status: "inconclusive", reason: "the engine did not answer within 45 s" }],
      }),
    ],
    ...overrides,
  });
}
