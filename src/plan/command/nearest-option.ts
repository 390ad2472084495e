import { distance } from "fastest-levenshtein";
import type { RunFlag } from "../../docker/run-options.js";

/** What compose, Kubernetes, podman and older habits call an option of docker run, where the same value will do. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  background: "detach",
  bind: "volume",
  capability: "cap-add",
  "container-name": "name",
  cpu: "cpus",
  "cpu-limit": "cpus",
  cwd: "workdir",
  daemon: "detach",
  environment: "env",
  "environment-file": "env-file",
  "extra-hosts": "add-host",
  gid: "group-add",
  groups: "group-add",
  hosts: "add-host",
  mem: "memory",
  "memory-limit": "memory",
  port: "publish",
  ports: "publish",
  ram: "memory",
  "restart-policy": "restart",
  uid: "user",
  "working-dir": "workdir",
  "working-directory": "workdir",
};

/** No option of docker is nearly as long, so that a longer word is compared with none. Characters. */
const LONGEST_NAME = 64;

/** The option that was probably meant: known by another name, misspelt, cut short, or with something behind it. */
export function nearestOption(written: string, flags: readonly RunFlag[]): string | undefined {
  if (!written.startsWith("--")) return undefined;
  const name = written.slice(2).toLowerCase();
  const names = flags.map((flag) => flag.name);
  const isMisspelt = name.length <= LONGEST_NAME;
  const longer = names.filter((known) => name.length > 2 && known.startsWith(name));
  const shorter = names.filter((known) => known.length > 2 && name.startsWith(known));
  const meant =
    OTHER_NAMES[name] ??
    (isMisspelt ? misspelt(name, names) : undefined) ??
    (longer.length === 1 ? longer[0] : undefined) ??
    shorter.sort((one, other) => other.length - one.length)[0];
  return meant === undefined ? undefined : `--${meant}`;
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join("");
}

/** The same letters in another order, or a third of them wrong, but not the first; that one only in a long word that is right otherwise. */
function misspelt(name: string, names: readonly string[]): string | undefined {
  const tolerated = Math.max(name.length < 5 ? 1 : 2, Math.floor(name.length / 3));
  const letters = lettersOf(name);
  const isReordered = (known: string): boolean => known.length === name.length && lettersOf(known) === letters;
  const [best] = names
    .map((known) => ({ known, edits: isReordered(known) ? 1 : distance(known, name) }))
    .filter(({ known, edits }) => known[0] === name[0] || (edits === 1 && name.length > 5))
    .sort((one, other) => one.edits - other.edits);
  return best !== undefined && best.edits <= tolerated ? best.known : undefined;
}
