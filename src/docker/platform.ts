/** An operating system and CPU, in Go's words, as registries and engines name them. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** `os/architecture[/variant]` as a value. */
export function parsePlatform(text: string): Platform {
  const [os = "", architecture = "", variant = ""] = text.split("/");
  return { os, architecture, ...(variant === "" ? {} : { variant }) };
}

/** `os/architecture[/variant]`. */
export function platformText({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined || variant === "" ? [] : [variant])].join("/");
}

/**
 * How well a machine of `wanted` runs `offered`: 0 not at all, higher is better. Order of containerd's `platforms.Only`
 * (read 2026-11-01): the architecture itself and its older variants, then the 32-bit one of the same processor.
 */
export function platformFit(offeredWords: Platform, wanted: Platform): number {
  const offered = asEnginesRead(offeredWords);
  if (offered.os !== wanted.os) return 0;
  switch (wanted.architecture) {
    case "amd64":
      if (offered.architecture === "amd64") return olderFit(versionOf(offered, 1), versionOf(wanted, 1), 10);
      return offered.architecture === "386" ? 5 : 0;
    case "arm64":
      if (offered.architecture === "arm64") return olderFit(versionOf(offered, 8), versionOf(wanted, 8), 10);
      return offered.architecture === "arm" ? armFit(versionOf(offered, 7), 8) : 0;
    case "arm":
      return offered.architecture === "arm" ? armFit(versionOf(offered, 7), versionOf(wanted, 7)) : 0;
    default:
      return offered.architecture === wanted.architecture ? 10 : 0;
  }
}

/**
 * Whether an image of `offered` is for `wanted` to engines that know no siblings: the same architecture and variant. They
 * take every ARM of 32 bits for every other. Engine 20.10, measured in November 2026.
 */
export function isSamePlatform(offeredWords: Platform, wanted: Platform): boolean {
  const offered = asEnginesRead(offeredWords);
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return false;
  const byDefault = { amd64: 1, arm64: 8 }[wanted.architecture];
  if (byDefault === undefined)
    return wanted.architecture === "arm" || (offered.variant ?? "") === (wanted.variant ?? "");
  return versionOf(offered, byDefault) === versionOf(wanted, byDefault);
}

/** Whether it says anything: an index may list a manifest without any word on its platform. */
export function isNamed({ os, architecture, variant = "" }: Platform): boolean {
  return `${os}${architecture}${variant}` !== "";
}

/** Engines fill in the system, where only the architecture is named, and take the kernel's name of that. */
function asEnginesRead(platform: Platform): Platform {
  const { os, architecture } = platform;
  return { ...platform, os: os === "" ? "linux" : os, architecture: goArchitecture(architecture) };
}

/** The number of a variant (`v7` is 7); NaN for one that is none. */
function versionOf({ variant = "" }: Platform, byDefault: number): number {
  return variant === "" ? byDefault : Number(/^v?(\d+)/.exec(variant)?.[1] ?? Number.NaN);
}

function olderFit(version: number, most: number, best: number): number {
  return version <= most ? best + version : 0;
}

function armFit(version: number, most: number): number {
  return version >= 5 && version <= most ? version : 0;
}

const SYSTEMS: ReadonlySet<string> = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const ARCHITECTURES: ReadonlySet<string> = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);
const PART = /^[A-Za-z0-9_.-]+$/;
const SYSTEM_WITH_VERSION = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.-]*\))?$/;

/**
 * `--platform` as docker reads it, in the one form that images and engines use: `linux/arm64`, `linux/arm/v6`; `""` for a
 * value that leaves everything to the engine (`linux`); undefined if docker would refuse it.
 * Grammar: containerd's `platforms` package, tried with docker CLI 28.2, November 2026.
 */
export function normalPlatform(text: string): string | undefined {
  const [first = "", second, third, ...more] = text.split("/");
  const system = SYSTEM_WITH_VERSION.exec(first)?.[1]?.toLowerCase();
  if (system === undefined || more.length > 0) return undefined;
  if (second === undefined) {
    if (SYSTEMS.has(system)) return system === "linux" ? "" : `${system}/amd64`;
    const [architecture, variant] = normalArchitecture(first, "");
    return ARCHITECTURES.has(architecture) ? joined("linux", architecture, variant === "v7" ? "" : variant) : undefined;
  }
  if (!PART.test(second) || (third !== undefined && !PART.test(third))) return undefined;
  const [architecture, variant] = normalArchitecture(second, third ?? "");
  if (third === undefined) return joined(system, architecture, variant === "v7" ? "" : variant);
  return joined(system, architecture, architecture === "arm64" && variant === "" ? "v8" : variant);
}

function joined(system: string, architecture: string, variant: string): string {
  return [system === "macos" ? "darwin" : system, architecture, variant].filter((part) => part !== "").join("/");
}

function normalArchitecture(text: string, given: string): readonly [string, string] {
  const architecture = text.toLowerCase();
  const variant = given.toLowerCase();
  if (architecture === "i386") return ["386", ""];
  if (/^(?:x86[_-]64|amd64)$/.test(architecture)) return ["amd64", variant === "v1" ? "" : variant];
  if (/^(?:aarch64|arm64)$/.test(architecture)) return ["arm64", /^v?8$/.test(variant) ? "" : variant];
  if (architecture === "armhf") return ["arm", "v7"];
  if (architecture === "armel") return ["arm", "v6"];
  if (architecture === "arm") return ["arm", variant === "" ? "v7" : variant.replace(/^(?=\d)/, "v")];
  return [architecture, variant];
}

/** Kernel names of CPU architectures (`uname -m`, as `GET /info` has them) and what Go, and so every registry, calls them. */
const GO_ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  aarch64: "arm64",
  arm64: "arm64",
  armv5l: "arm",
  armv6l: "arm",
  armv7l: "arm",
  armv8l: "arm",
  i386: "386",
  i486: "386",
  i586: "386",
  i686: "386",
  loongarch64: "loong64",
};

/** Go's name of a kernel architecture: `x86_64` → `amd64`; a name that is not listed is the same in both. */
export function goArchitecture(kernelName: string): string {
  return GO_ARCHITECTURES[kernelName] ?? kernelName;
}
