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
