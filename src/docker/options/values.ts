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
export function problemOfCpus(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3})|\/(\d+))?$/.exec(text);
  const [, sign, whole = "", decimals = "", exponent = "0", divisor = "1"] = match ?? [];
  if (match === null || whole + decimals === "" || /^0+$/.test(divisor) || (divisor !== "1" && text.includes(".")))
    return `failed to parse ${text} as a rational number`;
  const shift = 9 + Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals) * 10n ** BigInt(Math.max(shift, 0));
  const per = BigInt(divisor) * 10n ** BigInt(Math.max(-shift, 0));
  if (digits % per !== 0n) return "value is too precise";
  return sign === "-" && digits !== 0n ? "the number of CPUs is negative" : undefined;
}

/** `--label`. */
export function problemOfLabel(text: string): string | undefined {
  const name = (text.split("=")[0] ?? "").trimStart();
  if (name === "") return "invalid label: its name is empty";
  return /\s/.test(name) ? "invalid label: its name contains white space" : undefined;
}

const ULIMITS = /^(?:core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack)$/;

/** `--ulimit`. */
export function problemOfUlimit(text: string): string | undefined {
  const match = /^([^=]*)=([+-]?\d+)(?::([+-]?\d+))?$/.exec(text);
  if (match === null) return `invalid ulimit argument: ${text}`;
  const [, type = "", soft = "", hard = soft] = match;
  if (!ULIMITS.test(type)) return `invalid ulimit type: ${type}`;
  const height = (limit: string): number => (Number(limit) === -1 ? Number.POSITIVE_INFINITY : Number(limit));
  return height(soft) > height(hard)
    ? `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`
    : undefined;
}

/** `--restart`. */
export function problemOfRestart(text: string): string | undefined {
  const [policy = "", count, ...more] = text.split(":");
  if (more.length > 0) return "invalid restart policy format";
  if (count !== undefined && policy === "") return "invalid restart policy format: no policy provided before colon";
  if (!/^(?:no|always|unless-stopped|on-failure)?$/.test(policy)) return `invalid restart policy '${policy}'`;
  if (count === undefined || count === "") return undefined;
  if (!/^[+-]?\d{1,18}$/.test(count)) return "invalid restart policy format: maximum retry count must be an integer";
  if (Number(count) < 0) return "maximum retry count cannot be negative";
  return policy !== "on-failure" && Number(count) > 0
    ? `maximum retry count cannot be used with restart policy '${policy}'`
    : undefined;
}

const SECURITY_NAMES = /^(?:label|apparmor|seccomp|no-new-privileges|systempaths|writable-cgroups)$/;

/** `--security-opt`. */
export function problemOfSecurityOption(text: string): string | undefined {
  if (text === "no-new-privileges" || text === "writable-cgroups") return undefined;
  const [, name = "", value = ""] = /^([^=:]*)[=:](.*)$/s.exec(text) ?? [];
  const isBoolean = name === "no-new-privileges" || name === "writable-cgroups";
  const isRight =
    value !== "" &&
    SECURITY_NAMES.test(name) &&
    (!isBoolean || readBoolean(value) !== undefined) &&
    (name !== "systempaths" || value === "unconfined");
  return isRight ? undefined : `invalid --security-opt: "${text}"`;
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
export function problemOfDuration(text: string): string | undefined {
  if (!DURATION.test(text)) return `invalid duration "${text}": expected a number with a unit, for example 30s`;
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)];
  const durationMs = parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNIT_MS[unit] ?? 0), 0);
  if (durationMs === 0) return undefined;
  if (text.startsWith("-")) return `"${text}" is negative`;
  return durationMs < 1 ? `"${text}" is less than 1ms` : undefined;
}

/** What kernels know of capabilities, without `CAP_`. capabilities(7), read November 2026. */
const CAPABILITIES: ReadonlySet<string> = new Set(
  "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM".split(
    " ",
  ),
);

/** `--cap-add` and `--cap-drop`. */
export function problemOfCapability(text: string): string | undefined {
  const name = text.toUpperCase();
  const isKnown = name === "ALL" || CAPABILITIES.has(name.replace(/^CAP_/, ""));
  return isKnown ? undefined : `unknown capability: "${text}"`;
}

const SYSCTLS =
  /^(?:kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|net\.[^=]*|fs\.mqueue\.[^=]*)=/;

/** `--sysctl`: what has a namespace of its own. */
export function problemOfSysctl(text: string): string | undefined {
  return SYSCTLS.test(text) ? undefined : "docker allows no such sysctl in a container";
}
