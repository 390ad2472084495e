import { entry, NO_KEY, own, value } from "./compose-places.js";
import { bytes, inHostConfig, isOn, nanoCpus, NOTHING, startProves, text, whole } from "./engine.js";
import {
  BYTES,
  BYTES_OR_MINUS_ONE,
  CPUS,
  DEVICE_BYTES,
  DEVICE_COUNT,
  DEVICE_WEIGHT,
  INTEGER,
  STORAGE_OPTION,
  SWITCH,
  TEXT,
  UINT16,
  ULIMIT,
  WINDOWS_ONLY,
} from "./kinds.js";
import type { RunOption } from "./option.js";

/** Memory, in the order in which one limit depends on another. */
const MEMORY_OPTIONS: readonly RunOption[] = [
  {
    name: "memory",
    short: "m",
    otherNames: ["mem", "memory-limit", "ram"],
    kind: BYTES,
    compose: value("mem_limit", "deploy.resources.limits.memory"),
    engine: inHostConfig("Memory", bytes),
  },
  {
    name: "memory-swap",
    kind: BYTES_OR_MINUS_ONE,
    compose: value("memswap_limit"),
    engine: inHostConfig("MemorySwap", bytes),
  },
  {
    name: "memory-reservation",
    kind: BYTES,
    compose: value("mem_reservation"),
    engine: inHostConfig("MemoryReservation", bytes),
  },
  {
    name: "memory-swappiness",
    kind: INTEGER,
    compose: value("mem_swappiness"),
    engine: inHostConfig("MemorySwappiness", whole),
  },
  { name: "kernel-memory", kind: BYTES, compose: NO_KEY, engine: inHostConfig("KernelMemory", bytes) },
  { name: "shm-size", kind: BYTES, compose: value("shm_size"), engine: inHostConfig("ShmSize", bytes) },
];

const CPU_OPTIONS: readonly RunOption[] = [
  {
    name: "cpus",
    otherNames: ["cpu", "cpu-limit"],
    kind: CPUS,
    compose: value("cpus", "deploy.resources.limits.cpus"),
    engine: inHostConfig("NanoCpus", nanoCpus),
    leastApi: [{ run: "1.25" }],
  },
  { name: "cpu-period", kind: INTEGER, compose: value("cpu_period"), engine: inHostConfig("CpuPeriod", whole) },
  { name: "cpu-quota", kind: INTEGER, compose: value("cpu_quota"), engine: inHostConfig("CpuQuota", whole) },
  {
    name: "cpu-rt-period",
    kind: INTEGER,
    compose: value("cpu_rt_period"),
    engine: { ...inHostConfig("CpuRealtimePeriod", whole), start: startProves() },
    leastApi: [{ run: "1.25" }],
  },
  {
    name: "cpu-rt-runtime",
    kind: INTEGER,
    compose: value("cpu_rt_runtime"),
    engine: { ...inHostConfig("CpuRealtimeRuntime", whole), start: startProves() },
    leastApi: [{ run: "1.25" }],
  },
  {
    name: "cpu-shares",
    short: "c",
    kind: INTEGER,
    compose: value("cpu_shares"),
    engine: inHostConfig("CpuShares", whole),
  },
  { name: "cpuset-cpus", kind: TEXT, compose: value("cpuset"), engine: inHostConfig("CpusetCpus", text) },
  { name: "cpuset-mems", kind: TEXT, compose: NO_KEY, engine: inHostConfig("CpusetMems", text) },
  { name: "cpu-count", kind: WINDOWS_ONLY, compose: value("cpu_count"), engine: NOTHING },
  { name: "cpu-percent", kind: WINDOWS_ONLY, compose: value("cpu_percent"), engine: NOTHING },
];

const BLOCK_DEVICE_OPTIONS: readonly RunOption[] = [
  { name: "blkio-weight", kind: UINT16, compose: own("blkio_config"), engine: inHostConfig("BlkioWeight", whole) },
  { name: "blkio-weight-device", kind: DEVICE_WEIGHT, compose: own("blkio_config"), engine: NOTHING },
  { name: "device-read-bps", kind: DEVICE_BYTES, compose: own("blkio_config"), engine: { start: startProves() } },
  { name: "device-read-iops", kind: DEVICE_COUNT, compose: own("blkio_config"), engine: { start: startProves() } },
  { name: "device-write-bps", kind: DEVICE_BYTES, compose: own("blkio_config"), engine: { start: startProves() } },
  { name: "device-write-iops", kind: DEVICE_COUNT, compose: own("blkio_config"), engine: { start: startProves() } },
  { name: "io-maxbandwidth", kind: WINDOWS_ONLY, compose: NO_KEY, engine: NOTHING },
  { name: "io-maxiops", kind: WINDOWS_ONLY, compose: NO_KEY, engine: NOTHING },
];

/** How much of the host a container may use. */
export const RESOURCE_OPTIONS: readonly RunOption[] = [
  ...MEMORY_OPTIONS,
  ...CPU_OPTIONS,
  { name: "pids-limit", kind: INTEGER, compose: value("pids_limit"), engine: inHostConfig("PidsLimit", whole) },
  ...BLOCK_DEVICE_OPTIONS,
  { name: "oom-score-adj", kind: INTEGER, compose: value("oom_score_adj"), engine: inHostConfig("OomScoreAdj", whole) },
  {
    name: "oom-kill-disable",
    kind: SWITCH,
    compose: value("oom_kill_disable"),
    engine: inHostConfig("OomKillDisable", isOn),
  },
  { name: "ulimit", kind: ULIMIT, compose: own("ulimits"), engine: NOTHING },
  { name: "storage-opt", kind: STORAGE_OPTION, compose: entry("storage_opt"), engine: { start: startProves() } },
];
