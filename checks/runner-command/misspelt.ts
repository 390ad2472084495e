import { distance } from "fastest-levenshtein";
import { GLOBAL_OPTIONS, RUN_OPTIONS } from "../../src/docker/options/index.js";
import { LONGEST_NAME, longNames } from "../../src/docker/options/names.js";

/** docker's own options, by the command that takes them. Other clients have more, and some are near to docker's. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  docker: GLOBAL_OPTIONS.flatMap(longNames),
  "docker run": RUN_OPTIONS.flatMap(longNames),
};

/** Of a name of so many letters two others make another word, and not a misspelt one. */
const SHORT_NAME = 3;

/** Whether one or two letters make `--option` one that docker has. */
export function isMisspelt(command: string, option: string): boolean {
  const name = option.slice(2).toLowerCase();
  if (!option.startsWith("--") || name.length > LONGEST_NAME) return false;
  const most = name.length <= SHORT_NAME ? 1 : 2;
  return (KNOWN[command] ?? []).some((known) => distance(known, name) <= most);
}
