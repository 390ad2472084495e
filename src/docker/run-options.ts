/**
 * How docker reads a value: what its own parser refuses is a finding. `text` accepts anything.
 */
export type FlagKind =
  | "bool"
  | "text"
  | "int"
  | "uint16"
  | "bytes"
  | "bytes-or-minus-one"
  | "decimal"
  | "duration"
  | "environment"
  | "label"
  | "attach"
  | "add-host"
  | "ip-address"
  | "gpus"
  | "pull"
  | "restart"
  | "network"
  | "publish"
  | "expose"
  | "ulimit"
  | "security-option"
  | "storage-option"
  | "host-only"
  | "host-or-private"
  | "ipc"
  | "pid"
  | "device-bytes"
  | "device-count"
  | "device-weight"
  | "device"
  | "device-rule"
  | "search-domain"
  | "link"
  | "ip4"
  | "ip6"
  | "capability"
  | "sysctl"
  | "isolation"
  | "name"
  | "absolute-path"
  | "windows-only"
  | "platform"
  | "mac-address"
  | "volume"
  | "mount";

export interface RunFlag {
  /** Long name, without dashes. */
  readonly name: string;
  readonly short?: string;
  readonly kind: FlagKind;
  /** The long name that this one is another word for. */
  readonly aliasOf?: string;
}

function flags(kind: FlagKind, names: string): readonly RunFlag[] {
  return names.split(" ").map((entry) => {
    const [name = "", short] = entry.split("/");
    return { name, kind, ...(short === undefined ? {} : { short }) };
  });
}

/**
 * The options of `docker run`, from docker CLI 28.2 (`docker run --help`, read and tried in November 2026), with the
 * hidden ones that older command lines still use.
 */
export const RUN_FLAGS: readonly RunFlag[] = [
  ...flags(
    "bool",
    "detach/d disable-content-trust help init interactive/i no-healthcheck oom-kill-disable privileged publish-all/P quiet/q read-only rm sig-proxy tty/t use-api-socket",
  ),
  ...flags(
    "text",
    "annotation cgroup-parent cidfile cpuset-cpus cpuset-mems detach-keys domainname entrypoint env-file group-add health-cmd hostname/h label-file link-local-ip log-driver log-opt network-alias runtime stop-signal tmpfs user/u volume-driver volumes-from dns-opt",
  ),
  ...flags(
    "int",
    "cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares/c health-retries memory-swappiness oom-score-adj pids-limit stop-timeout",
  ),
  ...flags("uint16", "blkio-weight"),
  ...flags("bytes", "kernel-memory memory/m memory-reservation shm-size"),
  ...flags("bytes-or-minus-one", "memory-swap"),
  ...flags("decimal", "cpus"),
  ...flags("duration", "health-interval health-start-interval health-start-period health-timeout"),
  ...flags("environment", "env/e"),
  ...flags("label", "label/l"),
  ...flags("attach", "attach/a"),
  ...flags("add-host", "add-host"),
  ...flags("ip-address", "dns"),
  ...flags("gpus", "gpus"),
  ...flags("pull", "pull"),
  ...flags("restart", "restart"),
  ...flags("network", "network"),
  ...flags("publish", "publish/p"),
  ...flags("expose", "expose"),
  ...flags("ulimit", "ulimit"),
  ...flags("security-option", "security-opt"),
  ...flags("storage-option", "storage-opt"),
  ...flags("host-only", "userns uts"),
  ...flags("host-or-private", "cgroupns"),
  ...flags("ipc", "ipc"),
  ...flags("pid", "pid"),
  ...flags("device-weight", "blkio-weight-device"),
  ...flags("device-bytes", "device-read-bps device-write-bps"),
  ...flags("device-count", "device-read-iops device-write-iops"),
  ...flags("device", "device"),
  ...flags("device-rule", "device-cgroup-rule"),
  ...flags("search-domain", "dns-search"),
  ...flags("link", "link"),
  ...flags("ip4", "ip"),
  ...flags("ip6", "ip6"),
  ...flags("capability", "cap-add cap-drop"),
  ...flags("sysctl", "sysctl"),
  ...flags("isolation", "isolation"),
  ...flags("name", "name"),
  ...flags("absolute-path", "workdir/w"),
  ...flags("windows-only", "cpu-count cpu-percent io-maxbandwidth io-maxiops"),
  ...flags("platform", "platform"),
  ...flags("mac-address", "mac-address"),
  ...flags("volume", "volume/v"),
  ...flags("mount", "mount"),
  { name: "net", kind: "network", aliasOf: "network" },
  { name: "net-alias", kind: "text", aliasOf: "network-alias" },
  { name: "dns-option", kind: "text", aliasOf: "dns-opt" },
];

/** Options that stand before `run`. */
export const GLOBAL_FLAGS: readonly RunFlag[] = [
  ...flags("text", "config context/c host/H log-level/l tlscacert tlscert tlskey"),
  ...flags("bool", "debug/D tls tlsverify help version/v"),
];
