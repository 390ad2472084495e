import { spawn } from "node:child_process";
import { type SeenProgram, watchPrograms } from "./programs-in.js";
import { BIN } from "./run-cli.js";

/** What a run at a terminal showed, and what it started. */
export interface TerminalRun {
  readonly code: number | null;
  /** All that came to the terminal, controls included. */
  readonly shown: string;
  readonly started: readonly SeenProgram[];
}

export interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** 120 columns and 50 rows by default. */
  readonly size?: { readonly columns: number; readonly rows: number };
  /** Called with all that was shown until now, to press keys. */
  readonly onShown?: (shown: string, press: (keys: string) => void) => void;
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Runs the built program at a terminal of its own (`script` of util-linux). */
export async function atTerminal(
  args: readonly string[],
  { env, cwd, onShown, size = { columns: 120, rows: 50 } }: TerminalOptions,
): Promise<TerminalRun> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = ["env", ...variables, process.execPath, BIN, ...args].map(quoted).join(" ");
  const terminal = spawn(
    "script",
    ["-qec", `stty cols ${size.columns} rows ${size.rows}; exec ${words}`, "/dev/null"],
    {
      cwd,
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env["PATH"] ?? "", SHELL: "/bin/sh", TERM: "xterm" },
    },
  );
  let shown = "";
  let isOver = false;
  terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    onShown?.(shown, (keys) => terminal.stdin.write(keys));
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    terminal.on("error", reject).on("close", resolve);
  }).finally(() => {
    isOver = true;
  });
  const started = await watchPrograms(cwd, () => isOver);
  const code = await closed;
  terminal.stdin.destroy();
  return { code, shown, started };
}
