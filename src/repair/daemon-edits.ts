import { UsageError } from "../contract/errors.js";
import { formatLike, isObject, parseJson } from "./json-text.js";

/** Docker, "JSON File logging driver" (read 2026-11): its options. The engine does not start with another driver's. */
const LOG_OPTIONS: ReadonlySet<string> = new Set([
  "max-size",
  "max-file",
  "compress",
  "labels",
  "labels-regex",
  "env",
  "env-regex",
  "tag",
]);

/**
 * The text of a daemon.json without its log driver and that one's options, so that the engine uses its default, json-file.
 *
 * @throws UsageError where it names no log driver, or is not to be written again without a loss.
 */
export function dropLogDriver(text: string): string {
  const { "log-driver": driver, ...rest } = parseJson(text);
  if (driver === undefined) throw new UsageError("no log-driver in it: dockerd is started with --log-driver");
  const options = rest["log-opts"];
  if (!isObject(options)) return formatLike(text, rest);
  const kept = Object.entries(options).filter(([name]) => LOG_OPTIONS.has(name));
  return formatLike(text, { ...rest, "log-opts": Object.fromEntries(kept) });
}
