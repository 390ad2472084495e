import { UsageError } from "../contract/errors.js";
import { applyEdits, removeMembers } from "./json-edits.js";
import { memberOf, readJson } from "./json-text.js";

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
 * The text of a daemon.json without its log driver and that one's options, so that the engine uses its default, json-file;
 * everything else in it is kept as it stands.
 *
 * @throws UsageError where it names no log driver.
 */
export function dropLogDriver(text: string): string {
  const root = readJson(text);
  if (memberOf(root, "log-driver") === undefined) {
    throw new UsageError("no log-driver in it: dockerd is started with --log-driver");
  }
  const options = memberOf(root, "log-opts")?.value;
  return applyEdits(text, [
    ...removeMembers(root, ({ name }) => name === "log-driver"),
    ...(options === undefined ? [] : removeMembers(options, ({ name }) => !LOG_OPTIONS.has(name))),
  ]);
}
