import { hideForms } from "../secrets/forms.js";
import { isPlainForm } from "../secrets/plain-form.js";
import { oneLine, printable } from "../contract/printable.js";
import { inSources } from "./source-places.js";
import { readVersion } from "./version.js";

/** What on the command line may be secret: none of it belongs into a message about a bug. The longest first. */
function valuesOf(argv: readonly string[]): readonly string[] {
  const parts = argv.flatMap((word) => [word, word.slice(word.indexOf("=") + 1), ...word.split(/[\s=,:/@]+/u)]);
  return parts.filter((part) => part.length >= 6 && !isPlainForm(part)).sort((one, other) => other.length - one.length);
}

/** The message of anything thrown, on one line, without user-info in URLs and without values of `argv`. */
export function errorMessage(error: unknown, argv: readonly string[] = []): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return oneLine(hideForms(valuesOf(argv).reduce((rest, value) => rest.replaceAll(value, "[value]"), text)));
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
    .map((frame) => printable(inSources(frame)));
  return `${[line, ...frames].join("\n").replaceAll(process.env["HOME"] || "\0", "~")}\n`;
}
