import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const PROGRAMS = [
  "busybox",
  "docker",
  "docker-registry",
  "dockerd",
  "htpasswd",
  "ip",
  "iptables",
  "ldd",
  "nginx",
  "nsenter",
  "openssl",
  "python3",
  "setpriv",
  "squid",
  "tar",
  "unshare",
] as const;

/** Where programs of the laboratory are looked for; Debian keeps daemons in `sbin`. */
export const SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function isOnPath(program: string): boolean {
  return SEARCH_PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** What this machine lacks for the laboratory and, where they are needed too, for `more` programs; empty where it can run. */
export function missingForLab(more: readonly string[] = []): readonly string[] {
  if (process.platform !== "linux") return ["Linux"];
  const missing: string[] = [];
  if (process.getuid?.() !== 0) missing.push("root");
  const programs = [...PROGRAMS, ...more].filter((program) => !isOnPath(program));
  if (programs.length > 0) missing.push(`programs ${programs.join(", ")} (Debian packages: see test/lab/packages.txt)`);
  if (!existsSync("/dev/net/tun")) missing.push("/dev/net/tun");
  return missing;
}

/** Whether RUNNER_PREFLIGHT_LAB=required forbids skipping. */
function isLabRequired(): boolean {
  return process.env["RUNNER_PREFLIGHT_LAB"] === "required";
}

/**
 * Whether the laboratory, and with it `more` programs, is to run here. Says loudly on stderr what is missing.
 *
 * @throws Error if something is missing and RUNNER_PREFLIGHT_LAB=required.
 */
export function canRunLab(more: readonly string[] = []): boolean {
  const missing = missingForLab(more);
  if (missing.length === 0) return true;
  const text = `LABORATORY SKIPPED: missing ${missing.join("; ")}`;
  if (isLabRequired()) throw new Error(text);
  process.stderr.write(`\n${"!".repeat(72)}\n${text}\n${"!".repeat(72)}\n`);
  return false;
}
