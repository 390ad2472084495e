import { spawn, type ChildProcessByStdio } from "node:child_process";
import { existsSync, readdirSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Readable, Writable } from "node:stream";
import { basename, dirname, join } from "node:path";
import { addressOf, GATEWAY_ADDRESS, HOST_ADDRESS, DNS_ADDRESS, SITES, UNUSUAL_DOMAIN } from "./addresses.js";
import type { EngineRule } from "./between.js";
import { makeCertificates, type Certificates } from "./certificates.js";
import { CHECKOUT } from "./checkout.js";
import { engineRoot, engineSettings, enterRoot, prepareRoot, type EngineName } from "./engine-root.js";
import { SEARCH_PATH } from "./gate.js";
import { IMAGES, makeStorage } from "./images.js";
import { startInternet, towards, type DnsAnswer, type Internet } from "./internet.js";
import { startNamespace, type Namespace, type WrapOptions } from "./namespace.js";
import { mustRun, runProgram, type Ended, type RunOptions } from "./processes.js";
import { tidyEngine } from "./tidy-engine.js";

/** Paths inside the host. */
export const INSIDE = {
  checkout: "/run/lab/checkout",
  otherCheckout: "/run/lab/other",
  folder: "/run/lab/dir",
  node: "/run/lab/bin/node",
  authority: "/run/lab/dir/certificates/authority.pem",
  path: `/run/lab/dir/bin:/run/lab/bin:${SEARCH_PATH}`,
} as const;

/** While something stands between: the path of its socket, beside which is the engine's own, and its process. */
const BETWEEN = { socket: "/run/lab/between.socket", pid: "/run/lab/between.pid" } as const;

interface ExecOptions extends RunOptions {
  readonly user?: WrapOptions["user"];
}

/** Which build of the product runs: this checkout's, or the one of `LabOptions.otherCheckout`. */
export type Build = "tested" | "other";

interface ProductOptions extends ExecOptions {
  readonly build?: Build;
}

/** A host with a real engine, and the internet that it sees. */
export interface Lab {
  readonly host: Namespace;
  readonly internet: Internet;
  readonly certificates: Certificates;
  /** Digests of published images by `repository:tag`. */
  readonly digests: ReadonlyMap<string, string>;
  /** Runs a program in the host. */
  exec(words: readonly string[], options?: ExecOptions): Promise<Ended>;
  /** Runs shell text in the host. @throws Error if it fails. */
  shell(text: string): Promise<string>;
  /** Runs the built product in the host. */
  preflight(words: readonly string[], options?: ProductOptions): Promise<Ended>;
  /** Runs the built product in a container that has the engine's socket and the host's network, and none of its files. */
  preflightInContainer(words: readonly string[], options?: ProductOptions): Promise<Ended>;
  /** Runs the docker client in the host, as the operator would. */
  docker(words: readonly string[], options?: ExecOptions): Promise<Ended>;
  writeFile(path: string, content: string | Uint8Array, mode?: number): Promise<void>;
  readFile(path: string): Promise<string>;
  setDns(answers: Readonly<Record<string, DnsAnswer | null>>): Promise<void>;
  /** Changes the round trip of a link that was started with one. @throws Error for a plain link */
  setRoundTrip(rttMs: number): void;
  /** A firewall that silently drops what goes to a name. */
  drop(...names: readonly string[]): Promise<void>;
  /** A firewall that resets what goes to a name. */
  reject(...names: readonly string[]): Promise<void>;
  /** Writes `daemon.json` and restarts the engine. */
  configureEngine(settings: unknown, env?: Readonly<Record<string, string>>): Promise<void>;
  startEngine(): Promise<void>;
  stopEngine(how?: "orderly" | "killed"): Promise<void>;
  freezeEngine(): Promise<void>;
  thawEngine(): Promise<void>;
  /** Puts a program between the engine's socket and whoever asks: it passes everything on but for what the rules say. */
  standBetween(rules: readonly EngineRule[], socket?: string): Promise<void>;
  /** Puts everything back as it was after the start: engine, network, files. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface LabOptions {
  /** Round trip between host and internet in milliseconds; a plain link by default. */
  readonly rttMs?: number;
  /** 20.10, the engine of this machine, by default. */
  readonly engine?: EngineName;
  /** A built checkout besides this one. */
  readonly otherCheckout?: string;
}

interface Seed {
  readonly folder: string;
  readonly digests: ReadonlyMap<string, string>;
}

const PREFIX = "runner-preflight-lab-";
const live = new Set<() => void>();
let seed: Promise<Seed> | undefined;

/** The engine's service manager; `systemctl start docker` in a printed remedy ends up here. */
const ENGINE_SCRIPT = `#!/bin/sh
pid() { cat /run/docker.pid 2>/dev/null; }
case "$1" in
start)
  [ -n "$(pid)" ] && kill -0 "$(pid)" 2>/dev/null && docker -H unix:///run/docker.sock version >/dev/null 2>&1 && exit 0
  rm -rf /run/docker.pid /run/docker.sock /run/docker/containerd/containerd.pid
  [ -f /run/lab/engine.env ] && . /run/lab/engine.env
  [ -d /run/systemd/system ] || { [ ! -f /etc/default/docker ] || . /etc/default/docker; }
  for unit in /run/lab/units/*.conf; do
    [ -f "$unit" ] || continue
    sed -n 's/%%/%/g; s/^Environment=/export /p' "$unit" >/run/lab/unit.env; . /run/lab/unit.env
  done
  SSL_CERT_FILE=${INSIDE.authority} setsid dockerd >>${INSIDE.folder}/dockerd.log 2>&1 </dev/null &
  n=0
  until docker -H unix:///run/docker.sock version >/dev/null 2>&1; do
    n=$((n + 1)); [ $n -gt 300 ] && { tail -n 5 ${INSIDE.folder}/dockerd.log >&2; exit 1; }; sleep 0.1
  done ;;
stop)
  p=$(pid); [ -n "$p" ] || exit 0
  kill -CONT "$p" 2>/dev/null; kill -TERM "$p" 2>/dev/null
  n=0; while kill -0 "$p" 2>/dev/null; do n=$((n + 1)); [ $n -gt 150 ] && kill -KILL "$p"; sleep 0.1; done
  rm -rf /run/docker.sock /run/docker.sock.engine ;;
kill)
  p=$(pid); [ -n "$p" ] || exit 0
  kill -KILL "$p"; while kill -0 "$p" 2>/dev/null; do sleep 0.1; done ;;
freeze) kill -STOP "$(pid)" ;;
thaw) kill -CONT "$(pid)" ;;
*) echo "usage: lab-engine start|stop|kill|freeze|thaw" >&2; exit 2 ;;
esac
`;

/** Where the host's systemd would have its units, which it reads anew when it is told so. */
const UNITS = "/etc/systemd/system";

const SYSTEMCTL_SCRIPT = `#!/bin/sh
# stands in for systemd, for the one unit that printed remedies name
[ -d /run/systemd/system ] || { echo "System has not been booted with systemd as init system" >&2; exit 1; }
verb=; units=
for word; do case "$word" in -*) ;; *) [ -z "$verb" ] && verb=$word || units="$units $word" ;; esac; done
case "$verb" in
start|enable|unmask) lab-engine start ;;
restart|reload-or-restart) lab-engine stop; lab-engine start ;;
stop) lab-engine stop ;;
daemon-reload) rm -rf /run/lab/units; cp -r ${UNITS}/docker.service.d /run/lab/units 2>/dev/null || : ;;
reset-failed|status|is-active) : ;;
*) echo "systemctl: $verb is not known here" >&2; exit 1 ;;
esac
`;

const SERVICE_SCRIPT = `#!/bin/sh
# stands in for the scripts of /etc/init.d, for the one that printed remedies name
[ "$1" = docker ] || { echo "$1: unrecognized service" >&2; exit 1; }
case "$2" in
start|stop) lab-engine "$2" ;;
restart) lab-engine stop; lab-engine start ;;
*) echo "Usage: service docker {start|stop|restart}" >&2; exit 1 ;;
esac
`;

const HOST_FILES: Readonly<Record<string, string>> = {
  "bin/lab-engine": ENGINE_SCRIPT,
  "bin/systemctl": SYSTEMCTL_SCRIPT,
  "bin/service": SERVICE_SCRIPT,
  "bin/sudo": '#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"\n',
  "etc/resolv.conf": `nameserver ${DNS_ADDRESS}\n`,
  "etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
};

async function makeSeed(): Promise<Seed> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-seed-`));
  live.add(() => rmSync(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "certificates"));
  const names = [...SITES.map((site) => site.name), `*.${UNUSUAL_DOMAIN}`, addressOf("registry.example")];
  const { authority } = await makeCertificates(join(folder, "certificates"), names);
  const storage = await makeStorage(join(folder, "storage"), authority);
  return { folder, digests: storage.digests };
}

function removeStale(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split("-")[0]) : 0;
    if (pid > 0 && !existsSync(`/proc/${pid}`)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  removeControlGroups((name) => {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split("-")[0]) : 0;
    return pid > 0 && !existsSync(`/proc/${pid}`);
  });
}

/** The engine's control groups outlive its namespace, empty. */
function removeControlGroups(isOurs: (name: string) => boolean): void {
  const top = "/sys/fs/cgroup";
  const parents = [top, ...listFolders(top).map((name) => join(top, name))];
  for (const parent of parents) {
    for (const name of listFolders(parent).filter(isOurs)) {
      for (const child of listFolders(join(parent, name))) tryRmdir(join(parent, name, child));
      tryRmdir(join(parent, name));
    }
  }
}

function listFolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function tryRmdir(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // still in use, or gone
  }
}

function cleanUp(): void {
  for (const clean of live) clean();
}

process.once("exit", cleanUp);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    cleanUp();
    // the test runner's workers cannot leave by process.exit
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Brings a host with an engine and its internet up; the runner image is in the engine's store afterwards. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  if (!seed) {
    removeStale();
    seed = makeSeed();
  }
  const engineName = options.engine ?? "20.10";
  const [{ folder: seedFolder, digests }, root] = await Promise.all([seed, engineRoot(engineName)]);
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const name = basename(folder);
  const forget = (): void => {
    rmSync(folder, { recursive: true, force: true });
    removeControlGroups((candidate) => candidate === name);
  };
  live.add(forget);
  await chmod(folder, 0o755);
  await mustRun(["cp", "-al", join(seedFolder, "storage"), join(folder, "storage")]);
  await cp(join(seedFolder, "certificates"), join(folder, "certificates"), { recursive: true });
  for (const [file, text] of Object.entries(HOST_FILES)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text, { mode: file.startsWith("bin/") ? 0o755 : 0o644 });
  }

  const certificates: Certificates = {
    folder: join(folder, "certificates"),
    authority: join(folder, "certificates/authority.pem"),
    privateAuthority: join(folder, "certificates/private-authority.pem"),
  };
  await mkdir("/var/lib/docker", { recursive: true });
  await mkdir("/etc/docker", { recursive: true });
  const [internet, host] = await Promise.all([
    startInternet({ folder, checkout: CHECKOUT, certificates, storage: join(folder, "storage") }),
    startNamespace(hostScript(folder, root, options.otherCheckout)),
  ]);
  const link = await connect(host, internet.namespace, options.rttMs);

  const insideEnv = { PATH: INSIDE.path, HOME: "/root", NODE_EXTRA_CA_CERTS: INSIDE.authority, CI: "1" };
  const exec: Lab["exec"] = (words, execOptions = {}) => {
    const { env, user, cwd, ...rest } = execOptions;
    const home = user === "nobody" ? { HOME: "/home/nobody" } : {};
    const wrap: WrapOptions = {
      env: { ...insideEnv, ...home, ...env },
      cwd: cwd ?? (user === "nobody" ? "/" : "/root"),
      ...(user ? { user } : {}),
    };
    return runProgram(host.wrap(words, wrap), rest);
  };
  const must = async (words: readonly string[], limitMs = 60_000): Promise<string> => {
    const ended = await exec(words, { timeoutMs: limitMs });
    if (ended.exitCode === 0) return ended.stdout;
    throw new Error(`in the host: ${words.join(" ")} ended with ${ended.exitCode}: ${ended.stderr.trim()}`);
  };
  const engine = (verb: string): Promise<string> => must(["lab-engine", verb]);
  const docker: Lab["docker"] = (words, execOptions) => exec(["docker", ...words], execOptions);
  const inHost = (path: string): string => join(host.root, path.replace(/^\/var\/run\//, "/run/"));
  const put: Lab["writeFile"] = async (path, content, mode = 0o644) => {
    await mkdir(dirname(inHost(path)), { recursive: true });
    await writeFile(inHost(path), content, { mode });
    await chmod(inHost(path), mode);
  };

  const defaultEngine = { "cgroup-parent": `/${name}`, ...engineSettings(engineName) };
  const changedDns = new Set<string>();
  let isEngineTouched = false;
  let isEngineConfigured = false;
  await put("/etc/docker/daemon.json", JSON.stringify(defaultEngine));
  await engine("start");
  await must(["docker", "pull", "-q", IMAGES.runner]);

  const lab: Lab = {
    host,
    internet,
    certificates,
    digests,
    exec,
    shell: (text) => must(["sh", "-euc", text]),
    preflight: (words, { build, ...execOptions } = {}) => exec([INSIDE.node, programOf(build), ...words], execOptions),
    preflightInContainer: (words, { build, ...execOptions } = {}) => {
      const start = "docker run --rm --network host -v /var/run/docker.sock:/var/run/docker.sock -v /run/lab:/run/lab";
      // a worktree has its packages elsewhere
      const checkout = build === "other" ? (options.otherCheckout ?? CHECKOUT) : CHECKOUT;
      const packages = realpathSync(join(checkout, "node_modules"));
      const flags = `${start} -e NODE_EXTRA_CA_CERTS=${INSIDE.authority} -e HOME=/root -v ${packages}:${packages}:ro`;
      const program = ["node", programOf(build)];
      return exec([...flags.split(" "), IMAGES.runner, ...program, ...words], execOptions);
    },
    docker,
    writeFile: put,
    readFile: (path) => readFile(inHost(path), "utf8"),
    setDns: async (answers) => {
      for (const changed of Object.keys(answers)) changedDns.add(changed);
      await internet.setDns(answers);
    },
    setRoundTrip: (rttMs) => {
      if (link === undefined) throw new Error("this link has no delay");
      link.stdin.write(`${rttMs / 2}\n`);
    },
    drop: async (...names) => {
      for (const target of names) await internet.addRule(...towards(target), "-j", "DROP");
    },
    reject: async (...names) => {
      for (const target of names)
        await internet.addRule(...towards(target), "-j", "REJECT", "--reject-with", "tcp-reset");
    },
    configureEngine: async (settings, env = {}) => {
      isEngineConfigured = true;
      await put("/etc/docker/daemon.json", JSON.stringify({ ...defaultEngine, ...(settings as object) }));
      const lines = Object.entries(env).map(([key, value]) => `export ${key}='${value}'\n`);
      await put("/run/lab/engine.env", lines.join(""));
      await engine("stop");
      await engine("start");
    },
    startEngine: async () => {
      await engine("start");
    },
    stopEngine: async (how = "orderly") => {
      isEngineTouched = true;
      await engine(how === "killed" ? "kill" : "stop");
    },
    freezeEngine: async () => {
      isEngineTouched = true;
      await engine("freeze");
    },
    thawEngine: async () => {
      await engine("thaw");
    },
    standBetween: async (rules, socket = "/run/docker.sock") => {
      const program = [INSIDE.node, `${INSIDE.checkout}/test/lab/stand-in/between.mjs`];
      const words = [...program, socket, `${socket}.engine`, JSON.stringify(rules)];
      await must(["mv", socket, `${socket}.engine`]);
      await put(BETWEEN.socket, socket);
      await must([
        "sh",
        "-euc",
        `setsid "$@" >/dev/null 2>&1 </dev/null & echo $! >${BETWEEN.pid}
         n=0; until docker -H unix://${socket} version >/dev/null 2>&1; do n=$((n + 1)); [ $n -lt 50 ]; sleep 0.1; done`,
        "sh",
        ...words,
      ]);
    },
    reset: async () => {
      await internet.clearRules();
      await internet.setDns(Object.fromEntries([...changedDns].map((changed) => [changed, null])));
      changedDns.clear();
      await must([
        "sh",
        "-c",
        `echo 'nameserver ${DNS_ADDRESS}' > /etc/resolv.conf
         ip route replace default via ${GATEWAY_ADDRESS} dev eth0 onlink
         ip route show type unreachable | while read -r type net rest; do ip route del "$type" "$net"; done
         ip -6 route flush dev eth0; ip -6 addr flush dev eth0 scope global
         [ ! -e ${BETWEEN.socket} ] || {
           kill -9 "$(cat ${BETWEEN.pid})"; socket=$(cat ${BETWEEN.socket}); rm ${BETWEEN.socket}
           [ ! -e "$socket.engine" ] || mv "$socket.engine" "$socket"
         }
         iptables -w -F OUTPUT; iptables -w -F INPUT; echo 1 >/proc/sys/net/ipv4/ip_forward; chmod 660 /run/docker.sock 2>/dev/null || true
         cut -d' ' -f2 /proc/mounts | grep -E '^/(root|home|tmp)/' | sort -r | xargs -r umount -l
         mkdir -p /run/systemd/system
         rm -rf /root/.docker /root/* /tmp/* /home/* /etc/docker/certs.d ${UNITS}/* /run/lab/units`,
      ]);
      if (isEngineTouched) {
        await must(["sh", "-c", "kill -CONT $(cat /run/docker.pid 2>/dev/null) 2>/dev/null; true"]);
        await engine("start");
      }
      if (isEngineConfigured) {
        await lab.configureEngine({});
        isEngineConfigured = false;
      }
      isEngineTouched = false;
      if (!(await tidyEngine(inHost("/run/docker.sock"), IMAGES.runner)))
        await must(["docker", "pull", "-q", IMAGES.runner]);
    },
    close: async () => {
      await Promise.all([host.close(), internet.close()]);
      forget();
      live.delete(forget);
    },
  };
  return lab;
}

function programOf(build: Build = "tested"): string {
  return `${build === "other" ? INSIDE.otherCheckout : INSIDE.checkout}/bin/runner-preflight.js`;
}

function hostScript(folder: string, root: string | undefined, otherCheckout: string | undefined): string {
  return `
ip link set lo up
${prepareRoot(root)}
mount -t tmpfs -o mode=755 tmpfs $root/run
mkdir -p $root/run/systemd/system $root/run/lock $root/run/lab/bin $root/run/lab/checkout $root/run/lab/dir
mount --bind '${CHECKOUT}' $root/run/lab/checkout
${otherCheckout === undefined ? "" : `mkdir $root${INSIDE.otherCheckout}\nmount --bind '${otherCheckout}' $root${INSIDE.otherCheckout}`}
mount --bind '${folder}' $root/run/lab/dir
echo nobody:200000:65536 >$root/run/lab/subuid
echo nobody:200000:65536 >$root/run/lab/subgid
for name in subuid subgid; do [ ! -f $root/etc/$name ] || mount --bind $root/run/lab/$name $root/etc/$name; done
touch $root/run/lab/bin/node && mount --bind '${process.execPath}' $root/run/lab/bin/node
mount --bind '${folder}/etc/resolv.conf' $root/etc/resolv.conf
mount --bind '${folder}/etc/hosts' $root/etc/hosts
mount -t tmpfs -o mode=711,size=32g tmpfs $root/var/lib/docker
mount -t tmpfs -o mode=755 tmpfs $root/etc/docker
mkdir -p $root${UNITS}
mount -t tmpfs -o mode=755 tmpfs $root${UNITS}
mount -t tmpfs -o mode=700 tmpfs $root/root
mount -t tmpfs -o mode=755 tmpfs $root/home
mount -t tmpfs -o mode=1777,size=32g tmpfs $root/tmp
${enterRoot(root)}
cd /`;
}

type DelayedLink = ChildProcessByStdio<Writable, Readable, null>;

async function connect(
  host: Namespace,
  internet: Namespace,
  rttMs: number | undefined,
): Promise<DelayedLink | undefined> {
  const link = rttMs === undefined ? undefined : await startDelayedLink(host, internet, rttMs / 2);
  if (link === undefined) {
    await mustRun([
      "ip",
      "link",
      "add",
      "eth0",
      "netns",
      String(host.pid),
      "type",
      "veth",
      "peer",
      "name",
      "up0",
      "netns",
      String(internet.pid),
    ]);
  }
  const inInternet = [
    "ip link set up0 up",
    `ip addr add ${GATEWAY_ADDRESS}/24 dev up0`,
    `ip addr del ${GATEWAY_ADDRESS}/32 dev lo`,
  ];
  const inHost = [
    "ip link set eth0 up",
    `ip addr add ${HOST_ADDRESS}/24 dev eth0`,
    `ip route add default via ${GATEWAY_ADDRESS} dev eth0 onlink`,
  ];
  await mustRun(internet.wrap(["sh", "-euc", inInternet.join("\n")]));
  await mustRun(host.wrap(["sh", "-euc", inHost.join("\n")]));
  return link;
}

function startDelayedLink(host: Namespace, internet: Namespace, delayMs: number): Promise<DelayedLink> {
  const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  const words = [join(CHECKOUT, "test/lab/internet/link.py")];
  words.push(String(host.pid), "eth0", String(internet.pid), "up0", String(delayMs));
  const link = spawn(python, words, { stdio: ["pipe", "pipe", "inherit"] });
  return new Promise((done, failed) => {
    link.stdout.once("data", () => done(link));
    link.once("exit", (code) => failed(new Error(`the delayed link ended with ${code}`)));
  });
}
