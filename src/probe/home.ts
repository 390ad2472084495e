import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";

/**
 * The home folder of whoever invoked this program: under sudo that is SUDO_USER's, not root's.
 * A user of a directory service is looked up with `getent`, for 2 s at most.
 */
export function invokingHome(env: NodeJS.ProcessEnv): string {
  const own = ownHome(env);
  const user = env["SUDO_USER"] ?? "";
  if (process.getuid?.() !== 0 || user === "" || user === "root") return own;
  return homeIn(readPasswd(), user) ?? homeIn(askGetent(user), user) ?? own;
}

/** The home folder of this process; `/` for a user whom nobody knows, as for docker. */
export function ownHome(env: NodeJS.ProcessEnv): string {
  if (env["HOME"]) return env["HOME"];
  try {
    return homedir();
  } catch {
    return "/";
  }
}

function homeIn(passwd: string, user: string): string | undefined {
  const line = passwd.split("\n").find((entry) => entry.startsWith(`${user}:`));
  return line?.split(":")[5] || undefined;
}

function readPasswd(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}

function askGetent(user: string): string {
  if (!/^[\w@.\\][\w@.\\-]*\$?$/.test(user)) return "";
  const { stdout } = spawnSync("getent", ["passwd", user], {
    encoding: "utf8",
    timeout: 2000,
    maxBuffer: 64 * 1024,
    // it needs nothing of an environment that may hold secrets
    env: { PATH: process.env["PATH"] },
  });
  return stdout ?? "";
}
