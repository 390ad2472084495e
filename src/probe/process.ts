import { readFile, stat } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import type { ProcessFact, ServiceManager } from "../contract/index.js";
import { programWords } from "./program-words.js";
import { withoutUndefined } from "./engine/json.js";
import { invokingHome } from "./home.js";

/** Containers of Docker, Podman and Kubernetes leave one of these behind. */
const CONTAINER_FILES = ["/.dockerenv", "/run/.containerenv"] as const;
const CONTAINER_CGROUP = /(?:^|[/:-])(?:docker|libpod|kubepods|containerd|crio)(?:[/:.-]|$)/m;
/** Lines of /proc/self/mountinfo: fifth field is the mount point, the file system's type follows the hyphen. */
const LAYERED_ROOT = /^(?:\S+ ){4}\/ .* - (?:overlay|aufs|fuse-overlayfs|fuse\.fuse-overlayfs) /;
const OWN_HOST_NAME = /^(?:\S+ ){4}\/etc\/hostname /;

/** This process and its user. */
export async function readProcess(env: NodeJS.ProcessEnv): Promise<ProcessFact> {
  const uid = process.getuid?.();
  const inContainer = await isInContainer();
  return withoutUndefined({
    platform: process.platform,
    architecture: process.arch,
    uid,
    gid: process.getgid?.(),
    groups: process.getgroups?.() ?? [],
    userName: ownName(),
    home: invokingHome(env),
    sudoUser: uid === 0 ? env["SUDO_USER"] || undefined : undefined,
    inContainer,
    hostName: hostname(),
    serviceManager: process.platform === "linux" ? await readServiceManager(exists) : undefined,
    ipv4Forwarding: await readForwarding(),
    cpuFlags: await readCpuFlags(),
    ...(inContainer ? {} : programWords({ argv: process.argv, execPath: process.execPath, path: process.env["PATH"] })),
  });
}

/** A user without an entry in the user database has no name. */
function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

async function readForwarding(): Promise<boolean | undefined> {
  const text = await readFile("/proc/sys/net/ipv4/ip_forward", "utf8").catch(() => "");
  return text === "" ? undefined : text.trim() !== "0";
}

/** Those of the first CPU: the others have the same. */
async function readCpuFlags(): Promise<readonly string[] | undefined> {
  const text = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  return /^flags\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/);
}

async function isInContainer(): Promise<boolean> {
  const [marks, cgroup, mountInfo] = await Promise.all([
    Promise.all(CONTAINER_FILES.map(exists)),
    readFile("/proc/1/cgroup", "utf8").catch(() => ""),
    readFile("/proc/self/mountinfo", "utf8").catch(() => ""),
  ]);
  return showsContainer(marks.includes(true), cgroup, mountInfo);
}

/**
 * What starts services: the folder that systemd makes when it is the init of the machine (sd_booted(3)), OpenRC's, or the
 * script that Docker's packages bring for machines without either.
 */
export async function readServiceManager(isThere: (path: string) => Promise<boolean>): Promise<ServiceManager> {
  if (await isThere("/run/systemd/system")) return "systemd";
  if (await isThere("/run/openrc")) return "openrc";
  return (await isThere("/etc/init.d/docker")) ? "init.d" : "none";
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/**
 * Whether this is the inside of a container. The file that engines leave behind is not enough: virtual machines made
 * of container images have it too. In a container either the root is layered or /etc/hostname is mounted on its own.
 */
export function showsContainer(hasMark: boolean, cgroup: string, mountInfo: string): boolean {
  if (CONTAINER_CGROUP.test(cgroup)) return true;
  return hasMark && mountInfo.split("\n").some((line) => LAYERED_ROOT.test(line) || OWN_HOST_NAME.test(line));
}
