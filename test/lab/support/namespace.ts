import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { SEARCH_PATH } from "./gate.js";
import { waitUntil } from "./processes.js";

/** A machine of its own: mount, network and process namespaces, held by one process that dies with this one. */
export interface Namespace {
  /** The holder's process id as seen from outside. */
  readonly pid: number;
  /** Its file system as seen from outside. Absolute symbolic links in it point to the outside. */
  readonly root: string;
  /** The words that run a program inside, with nothing but `env` in its environment. */
  wrap(words: readonly string[], options?: WrapOptions): string[];
  /** Ends every process inside. */
  close(): Promise<void>;
}

export interface WrapOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: "root" | "nobody";
  /** Working directory inside; `/` by default. */
  readonly cwd?: string;
}

/** First process inside: reaps what others leave behind, and ends (and all with it) when our end of its stdin closes. */
const HOLD = "exec 3<&0; echo ready; cat <&3 >/dev/null & wait $!";

const UNSHARE = "unshare --mount --net --pid --fork --mount-proc --kill-child";

/** Starts a namespace; `script` is shell text that prepares it (mounts, links). */
export async function startNamespace(script: string): Promise<Namespace> {
  const [program = "", ...words] = `${UNSHARE} sh -euc`.split(" ");
  const child = spawn(program, [...words, `${script}\n${HOLD}`], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    env: { PATH: SEARCH_PATH },
  });
  await ready(child);
  const pid = await onlyChild(child.pid ?? 0);
  return {
    pid,
    root: `/proc/${pid}/root`,
    wrap: (words, options = {}) => [
      "nsenter",
      "-t",
      String(pid),
      "-m",
      "-n",
      "-p",
      "--",
      "env",
      "-i",
      "-C",
      options.cwd ?? "/",
      `PATH=${SEARCH_PATH}`,
      "LANG=C.UTF-8",
      ...Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`),
      ...(options.user === "nobody"
        ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
        : []),
      ...words,
    ],
    close: async () => {
      child.stdin?.destroy();
      if (child.exitCode === null && child.signalCode === null) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => killIfThere(pid), 3000);
          child.once("exit", () => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
  };
}

/** It may have ended between the timer and this. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("ready")) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the namespace ended with ${code}: ${stderr}`)));
  });
}

async function onlyChild(pid: number): Promise<number> {
  let found = 0;
  await waitUntil("the namespace's first process", 2000, async () => {
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
    found = Number(text.trim().split(" ")[0] ?? 0);
    return found > 0;
  });
  return found;
}
