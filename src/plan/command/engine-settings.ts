import type { EngineJson, Origin, PlannedReference, PlannedSetting } from "../../contract/index.js";
import { isPlainForm } from "../../secrets/plain-form.js";
import { shownOption } from "../hidden-parts.js";
import { readBoolean, readBytes } from "./flag-values.js";

/** An option that is given, wherever it stands: `--cpus 64`, `cpus: 64`. */
export interface SettingGiven {
  /** Long name of the option of `docker run`. */
  readonly name: string;
  readonly value: string;
  /** The words of `docker run` for it, as written where it is one. */
  readonly words: readonly string[];
  /** As written, with its value. */
  readonly text: string;
  readonly origin: Origin;
}

/** What a deployment asks of the engine besides images, mounts and variables. */
export interface EngineSettings {
  readonly settings: readonly PlannedSetting[];
  readonly references: readonly PlannedReference[];
  readonly unprovable: readonly string[];
}

type Member = (value: string) => EngineJson | undefined;

const text: Member = (value) => value;
const list: Member = (value) => [value];
/** Another container's is judged by that container. */
const mode: Member = (value) => (value.startsWith("container:") ? undefined : value);
const whole: Member = (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : undefined);
const bytes: Member = (value) => (value === "-1" ? -1 : readBytes(value));
const isOn: Member = (value) => readBoolean(value);

/** `1.5` CPUs, or `3/2`. */
const cpus: Member = (value) => {
  const [count = "", divisor = "1"] = value.split("/");
  const nano = Math.round((Number(count) / Number(divisor)) * 1e9);
  return Number.isSafeInteger(nano) ? nano : undefined;
};

const restart: Member = (value) => {
  const [name = "", count = "0"] = value.split(":");
  return { Name: name, MaximumRetryCount: Number(count) };
};

const sysctl: Member = (value) => {
  const equals = value.indexOf("=");
  return equals < 1 || !isPlainForm(value) ? undefined : { [value.slice(0, equals)]: value.slice(equals + 1) };
};

/**
 * Options that the engine judges before it looks for the image, and where they stand in the body of
 * `POST /containers/create`: in the order in which one depends on another (memory before swap). docker CLI 28.2 and
 * Engine 20.10 and 26.1, measured 2026-11. A name with a dot is a member of `HostConfig`.
 */
const MEMBERS: readonly (readonly [name: string, member: string, read: Member])[] = [
  ["memory", ".Memory", bytes],
  ["memory-swap", ".MemorySwap", bytes],
  ["memory-reservation", ".MemoryReservation", bytes],
  ["memory-swappiness", ".MemorySwappiness", whole],
  ["kernel-memory", ".KernelMemory", bytes],
  ["shm-size", ".ShmSize", bytes],
  ["cpus", ".NanoCpus", cpus],
  ["cpu-period", ".CpuPeriod", whole],
  ["cpu-quota", ".CpuQuota", whole],
  ["cpu-rt-period", ".CpuRealtimePeriod", whole],
  ["cpu-rt-runtime", ".CpuRealtimeRuntime", whole],
  ["cpu-shares", ".CpuShares", whole],
  ["cpuset-cpus", ".CpusetCpus", text],
  ["cpuset-mems", ".CpusetMems", text],
  ["pids-limit", ".PidsLimit", whole],
  ["blkio-weight", ".BlkioWeight", whole],
  ["oom-score-adj", ".OomScoreAdj", whole],
  ["oom-kill-disable", ".OomKillDisable", isOn],
  ["privileged", ".Privileged", isOn],
  ["read-only", ".ReadonlyRootfs", isOn],
  ["restart", ".RestartPolicy", restart],
  ["cap-add", ".CapAdd", list],
  ["cap-drop", ".CapDrop", list],
  ["network", ".NetworkMode", text],
  ["ipc", ".IpcMode", mode],
  ["pid", ".PidMode", mode],
  ["uts", ".UTSMode", text],
  ["userns", ".UsernsMode", text],
  ["cgroupns", ".CgroupnsMode", text],
  ["cgroup-parent", ".CgroupParent", text],
  ["isolation", ".Isolation", text],
  ["runtime", ".Runtime", text],
  ["sysctl", ".Sysctls", sysctl],
  ["link", ".Links", list],
  ["hostname", "Hostname", text],
  ["workdir", "WorkingDir", text],
  ["stop-signal", "StopSignal", text],
];

/** Networks that every engine has, or that are none. */
const BUILT_IN_NETWORKS: ReadonlySet<string> = new Set(["bridge", "host", "none", "default"]);

/** Options whose truth only shows when a container starts. */
const PROVEN_BY_START: ReadonlySet<string> = new Set([
  "gpus",
  "entrypoint",
  "cpu-rt-period",
  "cpu-rt-runtime",
  "publish",
  "storage-opt",
  "sysctl",
  "device-read-bps",
  "device-read-iops",
  "device-write-bps",
  "device-write-iops",
  "volume-driver",
]);

/** Reads options into the engine's terms; those that the docker client refuses by itself are not to be among them. */
export function readEngineSettings(given: readonly SettingGiven[]): EngineSettings {
  const settings = MEMBERS.flatMap(([name, member, read]): readonly PlannedSetting[] => {
    const all = given.filter((option) => option.name === name && option.value !== "");
    // a list and a mapping are gathered, of anything else the last counts
    const counting = read === list || read === sysctl ? all : all.slice(-1);
    return counting.flatMap(({ value, words, text: written, origin }) => {
      const engineValue = read(name === "network" ? networkOf(value) : value);
      if (engineValue === undefined) return [];
      const body = member.startsWith(".")
        ? { HostConfig: { [member.slice(1)]: engineValue } }
        : { [member]: engineValue };
      return [{ text: written, words, origin, body }];
    });
  });
  // the networks of every engine need no question of their own
  const isPlain = given.every(({ name, value }) =>
    name === "network" ? BUILT_IN_NETWORKS.has(networkOf(value)) : MEMBERS.every(([member]) => member !== name),
  );
  return {
    settings: isPlain ? [] : settings,
    references: given.flatMap(referenceOf),
    unprovable: given.flatMap(provenByStart),
  };
}

/** `name=n1,alias=x`, or the name alone. */
function networkOf(value: string): string {
  return /\w+=\w+/.test(value) ? (/(?:^|,)name=([^,]+)/.exec(value)?.[1] ?? value) : value;
}

function referenceOf({ name, value, words, text: written, origin }: SettingGiven): readonly PlannedReference[] {
  const named = (kind: PlannedReference["kind"], to: string, isRunning?: boolean): readonly PlannedReference[] =>
    to === "" ? [] : [{ kind, name: to, ...(isRunning === true ? { isRunning } : {}), text: written, words, origin }];
  switch (name) {
    case "network": {
      const network = networkOf(value);
      if (network.startsWith("container:")) return named("container", network.slice("container:".length), true);
      return BUILT_IN_NETWORKS.has(network) ? [] : named("network", network);
    }
    case "ipc":
    case "pid":
      return value.startsWith("container:") ? named("container", value.slice("container:".length), true) : [];
    case "link":
      return named("container", value.split(":")[0] ?? "", true);
    case "volumes-from":
      return named("container", value.split(":")[0] ?? "");
    case "device": {
      const device = value.split(":")[0] ?? "";
      return device.startsWith("/") ? named("device", device) : [];
    }
    case "log-driver":
      return value === "none" || !isPlainForm(value) ? [] : named("log-driver", value);
    default:
      return [];
  }
}

/** Options of logging drivers that every engine of this driver takes; what others are given may be secret. */
const LOG_OPTION =
  /^(?:max-file=\d+|max-size=(?:-1|\d+(?:\.\d+)?[kmg]?b?)|compress=(?:true|false)|(?:labels|labels-regex|env|env-regex|tag)=.*|mode=(?:blocking|non-blocking)|max-buffer-size=\d+[kmg]?b?)$/i;

/** The option as written, where only a start proves it; its value where its form is one that helps. */
function provenByStart({ name, value, text: given }: SettingGiven): readonly string[] {
  const written = shownOption(given, value);
  switch (name) {
    case "user":
      return /^(?:root|\d+)?(?::(?:root|\d+))?$/.test(value) ? [] : [written];
    case "group-add":
      return /^\d+$/.test(value) ? [] : [written];
    case "security-opt":
      return /^(?:label|no-new-privileges|systempaths)\b|=unconfined$/.test(value) ? [] : [written];
    case "log-driver":
      return /^(?:json-file|local|none)$/.test(value) ? [] : [written];
    case "log-opt":
      return LOG_OPTION.test(value) ? [] : [given.includes("=") ? given.replace(/=.*$/s, "=…") : written];
    default:
      return PROVEN_BY_START.has(name) ? [written] : [];
  }
}
