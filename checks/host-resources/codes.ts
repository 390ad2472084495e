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
    meaning: `The host has less memory than the documented 8 GB, or the runner's container less than its ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}; under ${bytesText(MEMORY_ERROR_BYTES.value)} on the host it is an error.`,
    cause: "A small virtual machine, a limit on Docker Desktop's machine, or --memory in the start command.",
    remedy: "Give the host more memory, or run only small steps on it.",
    source: MEMORY_WARNING_BYTES.source,
    words: ({ of, bytes }: LowMemory) =>
      of === "host"
        ? {
            message: `The engine's host has ${bytesText(bytes)} of memory; the vendor asks for 8 GB.`,
            summary: "Give the host 8 GB of memory or more.",
            commands: [showing(safe("free -h"))],
          }
        : {
            message: `The runner's container is limited to ${bytesText(bytes)}; it needs ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}.`,
            summary: "Remove --memory from the start command, or give 512m or more.",
          },
  },
  "disk-low": {
    severity: "warning",
    meaning:
      "There is little space left where the engine keeps images, or where the runner works (an error where nothing is left).",
    cause: "Images, containers and build files of earlier runs were never removed.",
    remedy: "Remove unused images and containers, or enlarge the disk.",
    source: DISK_WARNING_BYTES.source,
    words: (disk: LowDisk) => ({
      message: disk.isOutOfInodes
        ? `The file system of ${disk.path} has no free inodes.`
        : `Only ${bytesText(disk.freeBytes)} are free on the file system of ${disk.path}.`,
      ...makingSpace(disk),
    }),
  },
  "data-root-read-only": {
    severity: "error",
    meaning:
      "The file system where the engine keeps images and containers is read-only: it can neither pull nor start.",
    cause: "The kernel mounts a file system read-only after an error of the disk.",
    remedy: "Look for errors of the disk in the kernel's log, repair the file system, and mount it writable.",
    source: "https://man7.org/linux/man-pages/man5/ext4.5.html",
    words: ({ root }: { readonly root: string }) => ({
      message: `${root}, where the engine keeps images and containers, is on a read-only file system.`,
      summary: "Look for errors of the disk first; then mount the file system writable.",
      commands: [
        showing(sudo("sudo dmesg --level=err,warn | tail -n 30")),
        sudo(`sudo mount -o remount,rw "$(findmnt -n -o TARGET --target ${shellWord(root)})"`),
      ],
    }),
  },
  "clock-skew": {
    severity: "warning",
    meaning: `The clock differs by more than ${CLOCK_SKEW_WARNING_SECONDS.value} seconds from that of the Bitbucket services.`,
    cause: "Time synchronisation is off, or a virtual machine was suspended.",
    remedy: "Turn time synchronisation on.",
    source: CLOCK_SKEW_WARNING_SECONDS.source,
    words: ({ aheadSeconds, reference, site }: SkewedClock) => ({
      message: `The clock of the engine's host is ${skewText(aheadSeconds)} of ${reference}; tokens and certificates are judged by it.`,
      ...synchronising(site),
    }),
  },
  "cpu-low": {
    severity: "warning",
    meaning: `The host has fewer CPUs than the ${STEP_CPU_COUNT.value} that a step is given; not documented.`,
    cause: "A small machine.",
    remedy: "Use a machine with more CPUs, or expect slow steps.",
    source: STEP_CPU_COUNT.source,
    words: ({ cpuCount }: { readonly cpuCount: number }) => ({
      message: `The engine's host has ${cpuCount} CPU${cpuCount === 1 ? "" : "s"}; a step is given ${STEP_CPU_COUNT.value} (not documented).`,
      summary: `Give the host ${STEP_CPU_COUNT.value} CPUs or more, or expect slow steps.`,
      commands: [showing(safe("nproc"))],
    }),
  },
  "kernel-too-old": {
    severity: "warning",
    meaning: `The kernel is older than ${MINIMUM_KERNEL_VERSION.value}.`,
    cause: "An old distribution.",
    remedy: "Upgrade the system.",
    source: MINIMUM_KERNEL_VERSION.source,
    words: ({ version }: { readonly version: string }) => ({
      message: `The kernel ${version} is older than ${MINIMUM_KERNEL_VERSION.value}.`,
      summary: "Upgrade the system to one with a newer kernel.",
      commands: [showing(safe("uname -r"))],
    }),
  },
});
