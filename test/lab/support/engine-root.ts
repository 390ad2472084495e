import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { SEARCH_PATH } from "./gate.js";
import { mustRun } from "./processes.js";

/** Docker Engines that the laboratory can bring up: Debian 12's on its own root, Debian 13's with either image store. */
export const ENGINES = ["20.10", "26.1", "26.1-containerd"] as const;

export type EngineName = (typeof ENGINES)[number];

/** Debian release with Docker Engine 26.1. */
const SUITE = "trixie";
const PACKAGES = [
  "docker.io",
  "docker-cli",
  "containerd",
  "runc",
  "iptables",
  "iproute2",
  "mount",
  "ca-certificates",
] as const;
/** Building takes about 20 s on two cores with a mirror near by. */
const BUILD_LIMIT_MS = 300_000;

/** Outside of the checkout, because it outlives every run. */
const CACHE = process.env["RUNNER_PREFLIGHT_LAB_CACHE"] ?? "/var/cache/runner-preflight-lab";

let building: Promise<string> | undefined;

/** What `daemon.json` says of an engine's image store. */
export function engineSettings(engine: EngineName): object {
  return engine === "26.1-containerd" ? { features: { "containerd-snapshotter": true } } : {};
}

/**
 * The folder with the root file system of an engine, built if it is not there; `undefined` for the engine of this
 * machine. Nobody writes into it: every host lays its own file system over it.
 *
 * @throws Error if it cannot be built
 */
export function engineRoot(engine: EngineName): Promise<string | undefined> {
  if (engine === "20.10") return Promise.resolve(undefined);
  building ??= buildRoot();
  return building;
}

async function buildRoot(): Promise<string> {
  const version = createHash("sha256").update(PACKAGES.join(",")).digest("hex").slice(0, 12);
  const folder = join(CACHE, `${SUITE}-${process.arch}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  removeStale();
  const partial = `${folder}.${process.pid}.partial`;
  const clean = (): void => rmSync(partial, { recursive: true, force: true });
  process.once("exit", clean);
  const startedAt = performance.now();
  try {
    // in namespaces of its own, so that no mount and no process is left when it is interrupted or this process dies
    await mustRun(
      [
        ..."setpriv --pdeathsig KILL unshare --mount --pid --fork --mount-proc --kill-child".split(" "),
        ..."mmdebstrap --quiet --mode=root".split(" "),
        "--variant=apt",
        `--include=${PACKAGES.join(",")}`,
        SUITE,
        partial,
      ],
      { env: { ...environment(), PATH: SEARCH_PATH }, timeoutMs: BUILD_LIMIT_MS },
    );
    moveUnlessThere(partial, folder);
  } finally {
    clean();
    process.off("exit", clean);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stdout.write(`lab: root file system of Debian ${SUITE} built in ${seconds} s at ${folder}\n`);
  return folder;
}

/** What a run that was killed while it built has left. */
function removeStale(): void {
  for (const name of readdirSync(CACHE)) {
    const pid = /\.(\d+)\.partial$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

/** Another run may have been faster. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!statSync(to, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** Shell text that makes `folder`, under a writable layer in memory, the place `$root` where a host's root is prepared. */
export function prepareRoot(folder: string | undefined): string {
  if (folder === undefined) return "root=";
  return `
root=/mnt/root
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/root /mnt/upper /mnt/work
mount -t overlay -o 'lowerdir=${folder},upperdir=/mnt/upper,workdir=/mnt/work' overlay $root
mount -t proc proc $root/proc
mount --rbind /sys $root/sys
mount --rbind /dev $root/dev
rm -f $root/etc/resolv.conf $root/etc/hosts
touch $root/etc/resolv.conf $root/etc/hosts
mkdir -p $root/var/lib/docker $root/etc/docker`;
}

/** Shell text that makes `$root` the root. */
export function enterRoot(folder: string | undefined): string {
  if (folder === undefined) return "";
  return `
mkdir -p $root/mnt/outside
cd $root
pivot_root . mnt/outside
umount -l /mnt/outside`;
}
