import type { ValueProblem } from "../../contract/index.js";

const UNITS = { "": 0, k: 1, m: 2, g: 3, t: 4, p: 5 } as const;

/** A size as docker reads it (`512m`, `1.5 GiB`; powers of 1024), in bytes; undefined if docker would refuse it. */
export function readBytes(text: string): number | undefined {
  const match = /^\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text);
  if (match === null) return undefined;
  const unit = (match[2] ?? "").toLowerCase() as keyof typeof UNITS;
  const bytes = Math.trunc(Number(match[1]) * 1024 ** UNITS[unit]);
  return bytes < 2 ** 63 ? bytes : undefined;
}

const TRUE_WORDS = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE_WORDS = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** A boolean as docker reads it; undefined if docker would refuse it. */
export function readBoolean(text: string): boolean | undefined {
  if (TRUE_WORDS.has(text)) return true;
  return FALSE_WORDS.has(text) ? false : undefined;
}

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F_]*[0-9a-fA-F]|0[bB][01_]*[01]|0[oO]?[0-7_]*[0-7]|0|[1-9](?:[0-9_]*[0-9])?)$/;
const DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** A whole number from 0 to a maximum, without a sign. */
export function isUnsigned(text: string, maximum: bigint): boolean {
  return INTEGER.test(text) && !/^[+-]/.test(text) && magnitude(text) <= maximum;
}

/** A whole number of 64 bits. */
export function isSigned(text: string): boolean {
  return INTEGER.test(text) && magnitude(text) < 2n ** 63n;
}

/** A whole number as docker reads it (`0x10`, `010` is octal); undefined if docker would refuse it. */
export function readInteger(text: string): number | undefined {
  return isSigned(text) ? Number(magnitude(text)) * (text.startsWith("-") ? -1 : 1) : undefined;
}

/** The number without its sign; a leading 0 makes it octal. */
function magnitude(text: string): bigint {
  return BigInt(text.replaceAll(/[_+-]/g, "").replace(/^0(?=[0-7])/, "0o"));
}

/** `--cpus`: a decimal or a fraction, of which the engine is told billionths. */
export function problemOfCpus(text: string): ValueProblem | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3})|\/(\d+))?$/.exec(text);
  const [, sign, whole = "", decimals = "", exponent = "0", divisor = "1"] = match ?? [];
  if (match === null || whole + decimals === "" || /^0+$/.test(divisor) || (divisor !== "1" && text.includes(".")))
    return { of: "cpus-unreadable", value: text };
  const shift = 9 + Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals) * 10n ** BigInt(Math.max(shift, 0));
  const per = BigInt(divisor) * 10n ** BigInt(Math.max(-shift, 0));
  if (digits % per !== 0n) return { of: "cpus-too-precise" };
  return sign === "-" && digits !== 0n ? { of: "cpus-negative" } : undefined;
}

/** `--label`. */
export function problemOfLabel(text: string): ValueProblem | undefined {
  const name = (text.split("=")[0] ?? "").trimStart();
  if (name === "") return { of: "label-nameless" };
  return /\s/.test(name) ? { of: "label-name-blank" } : undefined;
}

const ULIMITS = /^(?:core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack)$/;

/** `--ulimit`. */
export function problemOfUlimit(text: string): ValueProblem | undefined {
  const match = /^([^=]*)=([+-]?\d+)(?::([+-]?\d+))?$/.exec(text);
  if (match === null) return { of: "ulimit-unreadable", value: text };
  const [, type = "", soft = "", hard = soft] = match;
  if (!ULIMITS.test(type)) return { of: "ulimit-type-unknown", value: type };
  const height = (limit: string): number => (Number(limit) === -1 ? Number.POSITIVE_INFINITY : Number(limit));
  return height(soft) > height(hard) ? { of: "ulimit-soft-above-hard", soft, hard } : undefined;
}

/** `--restart`. */
export function problemOfRestart(text: string): ValueProblem | undefined {
  const [policy = "", count, ...more] = text.split(":");
  if (more.length > 0) return { of: "restart-unreadable" };
  if (count !== undefined && policy === "") return { of: "restart-policy-missing" };
  if (!/^(?:no|always|unless-stopped|on-failure)?$/.test(policy)) return { of: "restart-policy-unknown", policy };
  if (count === undefined || count === "") return undefined;
  if (!/^[+-]?\d{1,18}$/.test(count)) return { of: "restart-count-unreadable" };
  if (Number(count) < 0) return { of: "restart-count-negative" };
  return policy !== "on-failure" && Number(count) > 0 ? { of: "restart-count-foreign", policy } : undefined;
}

const SECURITY_NAMES = /^(?:label|apparmor|seccomp|no-new-privileges|systempaths|writable-cgroups)$/;

/** `--security-opt`. */
export function problemOfSecurityOption(text: string): ValueProblem | undefined {
  if (text === "no-new-privileges" || text === "writable-cgroups") return undefined;
  const [, name = "", value = ""] = /^([^=:]*)[=:](.*)$/s.exec(text) ?? [];
  const isBoolean = name === "no-new-privileges" || name === "writable-cgroups";
  const isRight =
    value !== "" &&
    SECURITY_NAMES.test(name) &&
    (!isBoolean || readBoolean(value) !== undefined) &&
    (name !== "systempaths" || value === "unconfined");
  return isRight ? undefined : { of: "security-option-invalid", value: text };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
};

/** `--health-interval` and its like. */
export function problemOfDuration(text: string): ValueProblem | undefined {
  if (!DURATION.test(text)) return { of: "duration-unreadable", value: text };
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)];
  const durationMs = parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNIT_MS[unit] ?? 0), 0);
  if (durationMs === 0) return undefined;
  if (text.startsWith("-")) return { of: "duration-negative", value: text };
  return durationMs < 1 ? { of: "duration-too-short", value: text } : undefined;
}

/** What kernels know of capabilities, without `CAP_`. capabilities(7), read November 2026. */
const CAPABILITIES: ReadonlySet<string> = new Set(
  "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM".split(
    " ",
  ),
);

/** `--cap-add` and `--cap-drop`. */
export function problemOfCapability(text: string): ValueProblem | undefined {
  const name = text.toUpperCase();
  const isKnown = name === "ALL" || CAPABILITIES.has(name.replace(/^CAP_/, ""));
  return isKnown ? undefined : { of: "capability-unknown", value: text };
}

const SYSCTLS =
  /^(?:kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|net\.[^=]*|fs\.mqueue\.[^=]*)=/;

/** `--sysctl`: what has a namespace of its own. */
export function problemOfSysctl(text: string): ValueProblem | undefined {
  return SYSCTLS.test(text) ? undefined : { of: "sysctl-not-allowed" };
}
