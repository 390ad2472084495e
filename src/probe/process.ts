import { readFile, stat } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import type { ProcessFact } from "../contract/index.js";
import { withoutUndefined } from "./engine/json.js";
import { invokingHome } from "./home.js";

/** Containers of Docker, Podman and Kubernetes leave one of these behind. */
const CONTAINER_FILES = ["/.dockerenv", "/run/.containerenv"] as const;
const CONTAINER_CGROUP = /(?:^|[/:-])(?:docker|libpod|kubepods|containerd|crio)(?:[/:.-]|$)/m;

/** This process and its user. */
export async function readProcess(env: NodeJS.ProcessEnv): Promise<ProcessFact> {
  const uid = process.getuid?.();
  return withoutUndefined({
    platform: process.platform,
    architecture: process.arch,
    uid,
    gid: process.getgid?.(),
    groups: process.getgroups?.() ?? [],
    userName: ownName(),
    home: invokingHome(env),
    sudoUser: uid === 0 ? env["SUDO_USER"] || undefined : undefined,
    inContainer: await isInContainer(),
    hostName: hostname(),
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

async function isInContainer(): Promise<boolean> {
  const seen = await Promise.all(
    CONTAINER_FILES.map((file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (seen.includes(true)) return true;
  const cgroup = await readFile("/proc/1/cgroup", "utf8").catch(() => "");
  return CONTAINER_CGROUP.test(cgroup);
}
