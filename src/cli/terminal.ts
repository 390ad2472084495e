import { inAscii } from "../contract/printable.js";

/** What a stream is written to, as far as the choice of view and colours needs it. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_COLUMNS = 80;

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value.toLowerCase() !== "false";
}

/** Live only where it fits: a terminal on both streams with a known width, not dumb, not CI. */
export function chooseView(stdout: Terminal, stderr: Terminal, env: Env, quiet: boolean): "live" | "plain" | "none" {
  if (quiet) return "none";
  const isTerminal = stdout.isTTY === true && stderr.isTTY === true;
  const hasWidth = (stdout.columns ?? 0) > 0 && (stderr.columns ?? 0) > 0;
  return isTerminal && hasWidth && env["TERM"] !== "dumb" && !isSet(env["CI"]) ? "live" : "plain";
}

/** `--no-color` wins, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal. */
export function chooseColor(stdout: Terminal, env: Env, wanted: boolean): boolean {
  if (!wanted || (env["NO_COLOR"] ?? "") !== "") return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force === "" || isSet(force);
  return stdout.isTTY === true && env["TERM"] !== "dumb";
}

/** Terminals that show no more than ASCII, whatever the locale. */
const PLAIN_TERMS: ReadonlySet<string | undefined> = new Set(["dumb", "linux"]);

/** Whether only ASCII can be shown: a locale without UTF-8 (none at all is one), a dumb terminal or the console of Linux. */
export function chooseAscii(env: Env): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => value !== undefined && value !== "");
  return PLAIN_TERMS.has(env["TERM"]) || !/utf-?8/iu.test(locale ?? "");
}

/** A text for a person on standard output, in ASCII where no more can be shown. */
export function asShown(text: string, env: Env): string {
  return chooseAscii(env) ? inAscii(text) : text;
}

/** Width of the report: the terminal's, or COLUMNS, or 80. */
export function chooseColumns(stdout: Terminal, env: Env): number {
  const named = Number(env["COLUMNS"]);
  return stdout.columns || (Number.isInteger(named) && named > 0 ? named : DEFAULT_COLUMNS);
}
