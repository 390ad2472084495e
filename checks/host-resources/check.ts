import type {
  Check,
  CodeEntry,
  EngineInfo,
  Evidence,
  FileStat,
  Finding,
  Pass,
  RunnerPlan,
  Verdict,
} from "../../src/contract/index.js";
import { dockerCommand, isSharedMachine } from "../../src/judge/engine.js";
import { failed, finding, safe, sudo } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine, shellWord } from "../../src/docker/shell.js";
import { bytesText } from "../../src/judge/text.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import {
  CLOCK_SKEW_WARNING_SECONDS,
  DEFAULT_WORKING_DIRECTORY,
  DISK_FULL_BYTES,
  DISK_WARNING_BYTES,
  MEMORY_ERROR_BYTES,
  MEMORY_WARNING_BYTES,
  MINIMUM_KERNEL_VERSION,
  RUNNER_CONTAINER_MEMORY_BYTES,
  STEP_CPU_COUNT,
} from "../../src/requirements.js";
import { dockerSocket } from "../docker-socket/check.js";

const CODES = {
  "memory-low": {
    severity: "warning",
    meaning: `The host has less memory than the documented 8 GB, or the runner's container less than its ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}; under ${bytesText(MEMORY_ERROR_BYTES.value)} on the host it is an error.`,
    cause: "A small virtual machine, a limit on Docker Desktop's machine, or --memory in the start command.",
    remedy: "Give the host more memory, or run only small steps on it.",
    source: MEMORY_WARNING_BYTES.source,
  },
  "disk-low": {
    severity: "warning",
    meaning:
      "There is little space left where the engine keeps images, or where the runner works (an error where nothing is left).",
    cause: "Images, containers and build files of earlier runs were never removed.",
    remedy: "Remove unused images and containers, or enlarge the disk.",
    source: DISK_WARNING_BYTES.source,
  },
  "data-root-read-only": {
    severity: "error",
    meaning:
      "The file system where the engine keeps images and containers is read-only: it can neither pull nor start.",
    cause: "The kernel mounts a file system read-only after an error of the disk.",
    remedy: "Look for errors of the disk in the kernel's log, repair the file system, and mount it writable.",
    source: "https://man7.org/linux/man-pages/man5/ext4.5.html",
  },
  "clock-skew": {
    severity: "warning",
    meaning: `The clock differs by more than ${CLOCK_SKEW_WARNING_SECONDS.value} seconds from that of the Bitbucket services.`,
    cause: "Time synchronisation is off, or a virtual machine was suspended.",
    remedy: "Turn time synchronisation on.",
    source: CLOCK_SKEW_WARNING_SECONDS.source,
  },
  "cpu-low": {
    severity: "warning",
    meaning: `The host has fewer CPUs than the ${STEP_CPU_COUNT.value} that a step is given; not documented.`,
    cause: "A small machine.",
    remedy: "Expect slow steps, or use a machine with more CPUs.",
    source: STEP_CPU_COUNT.source,
  },
  "kernel-too-old": {
    severity: "warning",
    meaning: `The kernel is older than ${MINIMUM_KERNEL_VERSION.value}.`,
    cause: "An old distribution.",
    remedy: "Upgrade the system.",
    source: MINIMUM_KERNEL_VERSION.source,
  },
} as const satisfies Record<string, CodeEntry>;

/** The service whose clock counts, asked exactly as `service-reachable` asks it, so that the answer is shared. */
const TIME_QUESTION = { host: "api.bitbucket.org", port: 443, proxy: "plan", roots: "public" } as const;

const FROM_INFO = { origin: "GET /info", vantage: "engine" } as const;

function lowMemory({ memoryBytes }: RunnerPlan, info: EngineInfo): readonly Finding[] {
  const host: readonly Finding[] =
    info.memoryBytes <= 0 || info.memoryBytes >= MEMORY_WARNING_BYTES.value
      ? []
      : [
          finding(CODES, "memory-low", {
            message: `The engine's host has ${bytesText(info.memoryBytes)} of memory; the vendor asks for 8 GB.`,
            severity: info.memoryBytes < MEMORY_ERROR_BYTES.value ? "error" : "warning",
            evidence: [
              {
                what: "memory of the engine's host",
                observed: bytesText(info.memoryBytes),
                expected: `at least ${bytesText(MEMORY_WARNING_BYTES.value)}`,
                ...FROM_INFO,
              },
            ],
            remedy: { summary: "Give the host 8 GB of memory or more.", commands: [safe("free -h")] },
          }),
        ];
  if (memoryBytes === undefined || memoryBytes.value >= RUNNER_CONTAINER_MEMORY_BYTES.value) return host;
  return [
    ...host,
    finding(CODES, "memory-low", {
      message: `The runner's container is limited to ${bytesText(memoryBytes.value)}; it needs ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}.`,
      target: "--memory",
      evidence: [
        {
          what: "memory limit of the runner",
          observed: bytesText(memoryBytes.value),
          expected: `at least ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}`,
          origin: memoryBytes.origin,
        },
      ],
      remedy: { summary: "Remove --memory from the start command, or give 512m or more." },
    }),
  ];
}

function fewCpus(info: EngineInfo): readonly Finding[] {
  if (info.cpuCount <= 0 || info.cpuCount >= STEP_CPU_COUNT.value) return [];
  return [
    finding(CODES, "cpu-low", {
      message: `The engine's host has ${info.cpuCount} CPU${info.cpuCount === 1 ? "" : "s"}; a step is given ${STEP_CPU_COUNT.value} (not documented).`,
      evidence: [
        { what: "CPUs", observed: String(info.cpuCount), expected: `${STEP_CPU_COUNT.value} or more`, ...FROM_INFO },
      ],
      remedy: { summary: "Expect slow steps, or use a machine with more CPUs.", commands: [safe("nproc")] },
    }),
  ];
}

function oldKernel(info: EngineInfo): readonly Finding[] {
  const difference = compareVersions(info.kernelVersion, MINIMUM_KERNEL_VERSION.value);
  if (difference === undefined || difference >= 0) return [];
  return [
    finding(CODES, "kernel-too-old", {
      message: `The kernel ${info.kernelVersion} is older than ${MINIMUM_KERNEL_VERSION.value}.`,
      evidence: [
        {
          what: "kernel",
          observed: info.kernelVersion,
          expected: `${MINIMUM_KERNEL_VERSION.value} or newer`,
          ...FROM_INFO,
        },
      ],
      remedy: { summary: "Upgrade the system to one with a newer kernel.", commands: [safe("uname -r")] },
    }),
  ];
}

function lowDisk(plan: RunnerPlan, root: string, stats: readonly FileStat[]): readonly Finding[] {
  const low = stats.filter(
    ({ freeBytes, freeInodes }) =>
      (freeBytes !== undefined && freeBytes < DISK_WARNING_BYTES.value) || freeInodes === 0,
  );
  return low.map(({ path, freeBytes, freeInodes }) => {
    const isFull = freeInodes === 0;
    const isDead = isFull || (freeBytes ?? 0) < DISK_FULL_BYTES.value;
    const isRoot = path === root;
    return finding(CODES, "disk-low", {
      message: isFull
        ? `The file system of ${path} has no free inodes.`
        : `Only ${bytesText(freeBytes ?? 0)} are free on the file system of ${path}.`,
      target: path,
      severity: isDead ? "error" : "warning",
      evidence: [
        {
          what: `free space at ${path}`,
          observed: `${bytesText(freeBytes ?? 0)}${freeInodes === undefined ? "" : `, ${freeInodes} inodes`}`,
          expected: `${bytesText(DISK_WARNING_BYTES.value)} or more (inferred)`,
          vantage: "process",
        },
      ],
      remedy: {
        summary: isRoot
          ? "See what takes the space, and remove images and stopped containers that are no longer needed."
          : `See what takes the space below ${path}, and remove what is no longer needed.`,
        commands: isRoot
          ? [
              dockerCommand(plan, ["system", "df"]),
              { run: dockerCommand(plan, ["system", "prune", "--all", "--force"]).run, risk: "destructive" },
            ]
          : [safe(shellLine(["df", "-h", path]))],
      },
    });
  });
}

function readOnlyRoot(root: string, stats: readonly FileStat[]): readonly Finding[] {
  const stat = stats.find(({ path }) => path === root);
  if (stat?.mountOptions?.includes("ro") !== true) return [];
  return [
    finding(CODES, "data-root-read-only", {
      message: `${root}, where the engine keeps images and containers, is on a read-only file system.`,
      target: root,
      evidence: [
        {
          what: `file system of ${root}`,
          observed: stat.mountOptions.join(","),
          expected: "rw",
          vantage: "process",
        },
      ],
      remedy: {
        summary: "Look for errors of the disk first; then mount the file system writable.",
        commands: [
          sudo("sudo dmesg --level=err,warn | tail -n 30"),
          sudo(`sudo mount -o remount,rw "$(findmnt -n -o TARGET --target ${shellWord(root)})"`),
        ],
      },
    }),
  ];
}

interface ClockLook {
  /** Seconds by which this process's clock is ahead of the service's; undefined if it was not seen. */
  readonly aheadSeconds?: number;
  readonly evidence: readonly Evidence[];
  /** Whether the engine's clock was compared as well, and by how much it is ahead of this process's. */
  readonly engineAheadSeconds?: number;
}

function engineAhead({ systemTime, receivedAt }: EngineInfo): number | undefined {
  if (systemTime === undefined) return undefined;
  const difference = (Date.parse(systemTime) - Date.parse(receivedAt)) / 1000;
  return Number.isFinite(difference) ? difference : undefined;
}

async function lookAtClock({ host, signal }: Pass, info: EngineInfo): Promise<ClockLook> {
  const endpoint = await orNothing(host.network.endpoint(TIME_QUESTION, { signal }));
  const skewMs = endpoint?.http?.clockSkewMs;
  const between = engineAhead(info);
  const engine = between === undefined ? {} : { engineAheadSeconds: between };
  if (skewMs === undefined)
    return {
      ...engine,
      evidence: [{ what: "clock", observed: `not compared: ${TIME_QUESTION.host} gave no Date`, vantage: "process" }],
    };
  const aheadSeconds = -skewMs / 1000;
  return {
    ...engine,
    aheadSeconds,
    evidence: [
      {
        what: `this process's clock against ${TIME_QUESTION.host}`,
        observed: skewText(aheadSeconds),
        origin: "Date header",
        vantage: "process",
      },
    ],
  };
}

function skewText(aheadSeconds: number): string {
  const seconds = Math.round(Math.abs(aheadSeconds));
  if (seconds === 0) return "equal";
  return `${seconds} s ${aheadSeconds > 0 ? "ahead" : "behind"}`;
}

function clockSkew({ aheadSeconds, engineAheadSeconds, evidence }: ClockLook, isLocal: boolean): readonly Finding[] {
  if (aheadSeconds === undefined) return [];
  // on one machine there is one clock; elsewhere the engine's is the sum of both differences
  const engine = isLocal || engineAheadSeconds === undefined ? aheadSeconds : aheadSeconds + engineAheadSeconds;
  if (Math.abs(engine) <= CLOCK_SKEW_WARNING_SECONDS.value) return [];
  return [
    finding(CODES, "clock-skew", {
      message: `The clock of the engine's host is ${skewText(engine)} of ${TIME_QUESTION.host}; tokens and certificates are judged by it.`,
      evidence: [
        ...evidence.map((item) => ({ ...item, expected: `within ${CLOCK_SKEW_WARNING_SECONDS.value} s` })),
        ...(engineAheadSeconds === undefined
          ? []
          : [
              {
                what: "the engine's clock against this process's",
                observed: skewText(engineAheadSeconds),
                ...FROM_INFO,
              },
            ]),
      ],
      remedy: {
        summary: "Turn time synchronisation on, on the engine's host.",
        commands: [safe("timedatectl status"), sudo("sudo timedatectl set-ntp true")],
      },
    }),
  ];
}

/** The paths whose free space counts. */
function diskPaths({ env }: RunnerPlan, info: EngineInfo): readonly string[] {
  const working = env.find(({ name }) => name === "WORKING_DIRECTORY")?.value ?? DEFAULT_WORKING_DIRECTORY.value;
  return [...new Set([info.rootDirectory, ...(working.startsWith("/") ? [working] : [])])];
}

async function readDisks(
  { host, signal, plan }: Pass,
  info: EngineInfo,
  isShared: boolean,
): Promise<readonly (FileStat | undefined)[]> {
  if (!isShared) return [];
  return Promise.all(diskPaths(plan, info).map((path) => orNothing(host.files.stat({ path }, { signal }))));
}

function isVisible(stat: FileStat | undefined): stat is FileStat {
  return stat?.outcome === "found" && stat.freeBytes !== undefined;
}

function diskEvidence(paths: readonly string[], stats: readonly (FileStat | undefined)[]): readonly Evidence[] {
  return paths.map((path, index) => {
    const stat = stats[index];
    return {
      what: `free space at ${path}`,
      observed: isVisible(stat) ? bytesText(stat.freeBytes ?? 0) : "not visible to this program",
      vantage: "process",
    };
  });
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan, host, signal } = pass;
  pass.progress("memory, disk and clock");
  const [connection, info, process] = await Promise.all([
    host.engine.connection({}, { signal }),
    host.engine.info({}, { signal }),
    orNothing(host.env.process({}, { signal })),
  ]);
  const isShared = isSharedMachine(connection, info, process);
  const [stats, clock] = await Promise.all([readDisks(pass, info, isShared), lookAtClock(pass, info)]);
  const findings = [
    ...lowMemory(plan, info),
    ...lowDisk(plan, info.rootDirectory, stats.filter(isVisible)),
    ...readOnlyRoot(info.rootDirectory, stats.filter(isVisible)),
    ...clockSkew(clock, isShared),
    ...fewCpus(info),
    ...oldKernel(info),
  ];
  return failed(findings, [
    { what: "memory", observed: bytesText(info.memoryBytes), ...FROM_INFO },
    { what: "CPUs", observed: String(info.cpuCount), ...FROM_INFO },
    ...diskEvidence(diskPaths(plan, info), stats),
    ...clock.evidence,
  ]);
}

/** The machine has the memory, disk, clock, CPUs and kernel that a runner needs. */
export const hostResources: Check = {
  id: "host-resources",
  title: "Host has the memory, disk and clock for a runner",
  group: "host",
  severity: "warning",
  codes: CODES,
  needs: [dockerSocket],
  run,
};
