import type { EngineSite } from "../../src/contract/index.js";
import { shellWord } from "../../src/docker/shell.js";
import { defineCodes, safe, showing, sudo } from "../../src/judge/findings.js";
import { bytesText } from "../../src/judge/text.js";
import {
  CLOCK_SKEW_WARNING_SECONDS,
  DISK_WARNING_BYTES,
  MEMORY_ERROR_BYTES,
  MEMORY_WARNING_BYTES,
  MINIMUM_KERNEL_VERSION,
  RUNNER_CONTAINER_MEMORY_BYTES,
  STEP_CPU_COUNT,
} from "../../src/requirements.js";
import { type LowDisk, makingSpace, skewText, synchronising } from "./words.js";

/** Whose memory is too little, and how much that is. */
interface LowMemory {
  readonly of: "host" | "container";
  readonly bytes: number;
}

interface SkewedClock {
  /** By which the clock of the engine's host is ahead; negative where it is behind. */
  readonly aheadSeconds: number;
  /** The host whose clock counts. */
  readonly reference: string;
  readonly site: EngineSite;
}

/** The catalogue of `host-resources`. */
export const RESOURCE_CODES = defineCodes({
  "memory-low": {
    severity: "warning",
    meaning: `The host has less than the documented 8 GB of memory, or the runner's container less than ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}. Under ${bytesText(MEMORY_ERROR_BYTES.value)} on the host it is an error.`,
    cause: "The machine is small, Docker Desktop limits its memory, or the start command has --memory.",
    remedy: "Give the host more memory. Or run only small steps on it.",
    source: MEMORY_WARNING_BYTES.source,
    words: ({ of, bytes }: LowMemory) =>
      of === "host"
        ? {
            message: `The engine's host has only ${bytesText(bytes)} of memory. The vendor asks for 8 GB.`,
            summary: "Give the host 8 GB of memory or more.",
            commands: [showing(safe("free -h"))],
          }
        : {
            message: `The start command limits the runner to ${bytesText(bytes)} of memory. It needs ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}.`,
            summary: "Remove --memory from the start command, or set it to 512m or more.",
          },
  },
  "disk-low": {
    severity: "warning",
    meaning:
      "Little space is left where the engine keeps images, or where the runner works. It is an error where nothing is left.",
    cause: "Nobody removed the images, containers and build files of earlier runs.",
    remedy: "Remove unused images and containers. Or enlarge the disk.",
    source: DISK_WARNING_BYTES.source,
    words: (disk: LowDisk) => ({
      message: disk.isOutOfInodes
        ? `The file system of ${disk.path} has no free inodes.`
        : `The file system of ${disk.path} has only ${bytesText(disk.freeBytes)} free.`,
      ...makingSpace(disk),
    }),
  },
  "data-root-read-only": {
    severity: "error",
    meaning:
      "The file system where the engine keeps images and containers is read-only. The engine can neither pull nor start.",
    cause: "The kernel mounts a file system read-only after a disk error.",
    remedy: "Look for disk errors in the kernel's log, repair the file system, and mount it writable.",
    source: "https://man7.org/linux/man-pages/man5/ext4.5.html",
    words: ({ root }: { readonly root: string }) => ({
      message: `The engine's data root ${root} is on a read-only file system.`,
      summary: "Look for disk errors first. Then mount the file system writable.",
      commands: [
        showing(sudo("sudo dmesg --level=err,warn | tail -n 30")),
        sudo(`sudo mount -o remount,rw "$(findmnt -n -o TARGET --target ${shellWord(root)})"`),
      ],
    }),
  },
  "clock-skew": {
    severity: "warning",
    meaning: `The host's clock differs from Bitbucket's by more than ${CLOCK_SKEW_WARNING_SECONDS.value} seconds.`,
    cause: "Time synchronisation is off, or a virtual machine was suspended.",
    remedy: "Turn time synchronisation on.",
    source: CLOCK_SKEW_WARNING_SECONDS.source,
    words: ({ aheadSeconds, reference, site }: SkewedClock) => ({
      message: `The clock of the engine's host is ${skewText(aheadSeconds)}${aheadSeconds > 0 ? " of" : ""} ${reference}. Tokens and certificates depend on it.`,
      ...synchronising(site),
    }),
  },
  "cpu-low": {
    severity: "warning",
    meaning: `The host has fewer CPUs than the ${STEP_CPU_COUNT.value} that a step gets (not documented).`,
    cause: "The machine is small.",
    remedy: "Use a machine with more CPUs. Or accept slow steps.",
    source: STEP_CPU_COUNT.source,
    words: ({ cpuCount }: { readonly cpuCount: number }) => ({
      message: `The engine's host has only ${cpuCount} CPU${cpuCount === 1 ? "" : "s"}. A step gets ${STEP_CPU_COUNT.value} (not documented).`,
      summary: "Use a machine with more CPUs. Or accept slow steps.",
      commands: [showing(safe("nproc"))],
    }),
  },
  "kernel-too-old": {
    severity: "warning",
    meaning: `The kernel is older than ${MINIMUM_KERNEL_VERSION.value}.`,
    cause: "The distribution is old.",
    remedy: "Upgrade the system.",
    source: MINIMUM_KERNEL_VERSION.source,
    words: ({ version }: { readonly version: string }) => ({
      message: `The kernel of the engine's host is older than ${MINIMUM_KERNEL_VERSION.value}: ${version}.`,
      summary: "Upgrade the system.",
      commands: [showing(safe("uname -r"))],
    }),
  },
});
