import { spawn } from "node:child_process";
import { isAbsolute } from "node:path";

const LIMIT_MS = 2000;
/** The longest known list of options has 16 KiB. */
const LIMIT_BYTES = 256 * 1024;

/** A client with an engine leaves out the options that this engine does not have. */
const DEAD_HOST = "unix:///dev/null/docker.sock";
/** Nobody's plugins and no contexts. */
const NO_CONFIG = "/nonexistent";

/** What a program wrote to stdout until it ended, and how it ended. */
type Ended = { readonly text: string; readonly status: number | null } | "no-program" | "time-limit" | "failed";

/**
 * Runs a client in a group of its own, which ends with it, at the limit, or with the question. It has no engine, no config and
 * no variable of the user.
 */
export function runClient(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: "/",
      env: scrubbed(env),
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    const end = (ended: Ended): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      if (child.pid !== undefined) endGroup(child.pid);
      child.stdout.destroy();
      resolve(ended);
    };
    const timer = setTimeout(() => end("time-limit"), LIMIT_MS);
    const onAbort = (): void => end("failed");
    signal.addEventListener("abort", onAbort, { once: true });
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > LIMIT_BYTES) end("failed");
      else parts.push(part);
    });
    child.on("error", ({ code }: NodeJS.ErrnoException) => end(code === "ENOENT" ? "no-program" : "failed"));
    child.on("close", (status) => end({ text: Buffer.concat(parts).toString("utf8"), status }));
  });
}

function scrubbed({ PATH = "", HOME }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // what stands in the folder that somebody happens to be in is no client
  const folders = PATH.split(":").filter(isAbsolute);
  return {
    PATH: folders.join(":"),
    ...(HOME === undefined ? {} : { HOME }),
    DOCKER_HOST: DEAD_HOST,
    CONTAINER_HOST: DEAD_HOST,
    DOCKER_CONFIG: NO_CONFIG,
  };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has ended already
  }
}
