import { describe, expect, it } from "vitest";
import { hostResources } from "../../checks/host-resources/check.js";
import { ProbeError } from "../../src/contract/index.js";
import type { EngineConnection, EngineInfo, FileStat, RunnerPlan } from "../../src/contract/index.js";
import {
  CONNECTION,
  ENV,
  HEALTHY,
  INFO,
  buildPlan,
  fakeHost,
  mergeAnswers,
  reached,
  runCheck,
  statTable,
  variable,
} from "./support.js";

const GIB = 1024 ** 3;

interface Row {
  readonly info?: Partial<EngineInfo>;
  readonly connection?: Partial<EngineConnection>;
  readonly stats?: Readonly<Record<string, Partial<FileStat>>>;
  readonly skewMs?: number;
  readonly plan?: Partial<RunnerPlan>;
  readonly found: readonly string[];
}

const FREE: Partial<FileStat> = { type: "directory", freeBytes: 100 * GIB, freeInodes: 1000 };

async function judge({ info, connection, stats, skewMs, plan }: Row) {
  const host = fakeHost(
    mergeAnswers(HEALTHY, {
      engine: { connection: { ...CONNECTION, ...connection }, info: { ...INFO, ...info } },
      files: { stat: statTable({ "/var/lib/docker": FREE, "/tmp": FREE, ...stats }) },
      network: {
        endpoint: ({ host }) =>
          reached(host, { http: { status: 200, headers: {}, body: "page", clockSkewMs: skewMs ?? 0 } }),
      },
    }),
  );
  return { host, ...(await runCheck(hostResources, buildPlan(plan), host)) };
}

const ROWS: Readonly<Record<string, Row>> = {
  "a host that is right": { found: [] },
  "a machine sold as 8 GB": { info: { memoryBytes: 7.6 * GIB }, found: [] },
  "4 GB": { info: { memoryBytes: 4 * GIB }, found: ["memory-low w"] },
  "half a GB": { info: { memoryBytes: GIB / 2 }, found: ["memory-low"] },
  "a small container": {
    plan: { memoryBytes: { value: 256 * 1024 ** 2, origin: { from: "word", word: 3 } } },
    found: ["memory-low --memory w"],
  },
  "little space for images": {
    stats: { "/var/lib/docker": { ...FREE, freeBytes: GIB } },
    found: ["disk-low /var/lib/docker w"],
  },
  "little space for builds": { stats: { "/tmp": { ...FREE, freeBytes: GIB } }, found: ["disk-low /tmp w"] },
  "a data root that the kernel made read-only": {
    stats: { "/var/lib/docker": { ...FREE, mountOptions: ["ro", "relatime"] } },
    found: ["data-root-read-only /var/lib/docker"],
  },
  "a writable data root": { stats: { "/var/lib/docker": { ...FREE, mountOptions: ["rw"] } }, found: [] },
  "no inodes": { stats: { "/tmp": { ...FREE, freeInodes: 0 } }, found: ["disk-low /tmp"] },
  "no space": { stats: { "/tmp": { ...FREE, freeBytes: 4096 } }, found: ["disk-low /tmp"] },
  "little space in another working directory": {
    plan: {
      env: [
        ...ENV.filter(({ name }) => name !== "WORKING_DIRECTORY"),
        variable("WORKING_DIRECTORY", { value: "/srv" }),
      ],
    },
    stats: { "/srv": { ...FREE, freeBytes: GIB }, "/tmp": { ...FREE, freeBytes: GIB } },
    found: ["disk-low /srv w"],
  },
  "little space on another machine than the engine's": {
    connection: { transport: "tcp" },
    stats: { "/tmp": { ...FREE, freeBytes: GIB } },
    found: [],
  },
  "a data root that is not visible": { stats: { "/var/lib/docker": { outcome: "not-permitted" } }, found: [] },
  "a clock that is a minute behind": { skewMs: 60_000, found: [] },
  "a clock that is behind": { skewMs: 61_000, found: ["clock-skew w"] },
  "a clock that is ahead": { skewMs: -3_600_000, found: ["clock-skew w"] },
  "a remote engine whose clock is wrong": {
    connection: { transport: "tcp" },
    info: { systemTime: "2026-11-01T13:00:00Z" },
    found: ["clock-skew w"],
  },
  "a remote engine whose clock is right": {
    connection: { transport: "tcp" },
    info: { systemTime: "2026-11-01T13:00:00Z" },
    skewMs: 3_600_000,
    found: [],
  },
  "two CPUs": { info: { cpuCount: 2 }, found: ["cpu-low w"] },
  "kernel 3.10": { info: { kernelVersion: "3.10.0-1160.el7.x86_64" }, found: ["kernel-too-old w"] },
  "kernel 4.0": { info: { kernelVersion: "4.0.0-1" }, found: [] },
};

describe("host-resources", () => {
  it.each(Object.entries(ROWS))("%s", async (_, row) => {
    const { status, found } = await judge(row);
    const wanted = row.found.length === 0 ? "pass" : row.found.every((text) => text.endsWith(" w")) ? "warn" : "fail";
    expect({ status, found }).toEqual({ status: wanted, found: row.found });
  });

  it("says whose memory is too little", async () => {
    const memoryBytes = { value: 256 * 1024 ** 2, origin: { from: "word", word: 3 } as const };
    const { verdict } = await judge({ info: { memoryBytes: 4 * GIB }, plan: { memoryBytes }, found: [] });
    expect(verdict.findings?.map(({ code, target }) => [code, target])).toEqual([
      ["memory-low", undefined],
      ["memory-low", "--memory"],
    ]);
    expect(verdict.findings?.flatMap(({ evidence }) => evidence.map(({ observed }) => observed))).toEqual([
      "4.0 GiB",
      "256.0 MiB",
    ]);
  });

  it("asks for the time what the service check asks", async () => {
    const { host } = await judge({ found: [] });
    expect(host.asked).toContainEqual({
      probe: "network.endpoint",
      question: { host: "api.bitbucket.org", port: 443, proxy: "plan", roots: "public" },
    });
  });

  it("does without the clock and the disks where they cannot be seen", async () => {
    const blind = new ProbeError("timeout", "no answer");
    const host = fakeHost({
      engine: { connection: CONNECTION, info: INFO },
      network: { endpoint: blind },
      files: { stat: blind },
    });
    const { status, verdict } = await runCheck(hostResources, buildPlan(), host);
    expect(status).toBe("pass");
    expect(verdict.evidence?.filter(({ observed }) => observed.startsWith("not "))).toHaveLength(3);
  });
});
