import { spawn } from "node:child_process";

/** After this long, a process that has not ended by itself is killed. Seconds. */
const PATIENCE_S = 1;

/** Ends a process whose parent still is the one that started it. */
const KILL_PARENT = 'sleep "$2"; read -r _ _ _ parent _ </proc/$$/stat; [ "$parent" = "$1" ] && kill -9 "$1"';

/**
 * Prepares for an end that waits for no thread. Node's own waits for all of them, also for one that hangs in a call to a
 * dead file system. Where Node can replace its process (22.15 and newer), it ends here, with the code; otherwise it is
 * killed a second later, if its own end has not come by then.
 */
export function endWithoutThreads(code: number): void {
  const { execve } = process as { readonly execve?: (file: string, args: readonly string[], env: object) => void };
  try {
    execve?.call(process, "/bin/sh", ["sh", "-c", `exit ${code}`], {});
  } catch {
    // Not on this platform.
  }
  const words = ["-c", KILL_PARENT, "sh", String(process.pid), String(PATIENCE_S)];
  spawn("/bin/sh", words, { stdio: "ignore", detached: true, env: { PATH: process.env["PATH"] } })
    .on("error", () => {})
    .unref();
}
