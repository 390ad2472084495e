import { oneLine, printable } from "../contract/printable.js";
import { readVersion } from "./version.js";

/** Values given as `NAME=VALUE` on the command line: none of them belongs into a message about a bug. */
function valuesOf(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word) => {
    const cut = word.indexOf("=");
    const value = word.slice(cut + 1);
    return cut > 0 && value.length >= 6 ? [value] : [];
  });
}

/** The message of anything thrown, on one line, without user-info in URLs and without values of `argv`. */
export function errorMessage(error: unknown, argv: readonly string[] = []): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const safe = valuesOf(argv)
    .reduce((rest, value) => rest.replaceAll(value, "[value]"), text)
    .replaceAll(/(?<=[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi, "***@");
  return oneLine(safe);
}

/** An unexpected exception for stderr: one line that owns up to it; the stack only with `--verbose`. */
export function describeCrash(error: unknown, argv: readonly string[]): string {
  const cut = argv.indexOf("--");
  const own = cut < 0 ? argv : argv.slice(0, cut);
  const line = `runner-preflight: this is a bug in runner-preflight ${readVersion()}, please report it: ${errorMessage(error, argv)}`;
  if (!own.includes("--verbose") || !(error instanceof Error)) {
    return `${line} (--verbose shows where)\n`;
  }
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((frame) => /^\s+at /.test(frame))
    .map(printable);
  return `${[line, ...frames].join("\n").replaceAll(process.env["HOME"] || "\0", "~")}\n`;
}
