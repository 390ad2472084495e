import type { CommandIssue, PlanIssue } from "../../contract/index.js";
import { runOption } from "../../docker/options/index.js";
import { isRead, maySayExpansions } from "../variables.js";
import type { DockerInvocation } from "./docker-prefix.js";
import type { GivenOption } from "./given-option.js";
import type { ReadOptions } from "./options.js";
import { isNamelessHere } from "./run-variables.js";
import { isNamedExpansion, partOfWord, type Word } from "./word.js";

/** What tells docker's client which engine, config and platform are meant. */
export function clientWords({ hosts, contexts, configs, assignments }: DockerInvocation): readonly Word[] {
  const own = assignments.flatMap(({ name, value }) => (name.startsWith("DOCKER_") ? [value] : []));
  return [...hosts, ...contexts, ...configs, ...own];
}

/** Words that a shell could replace by any options. */
export function openWords({ words }: DockerInvocation, { rest, options }: ReadOptions): ReadonlySet<Word> {
  const values = new Set(options.map(({ value }) => value));
  return new Set(words.slice(0, words.length - rest.length).filter((word) => word.open && !values.has(word)));
}

/** What of an option may give variables that only a shell knows: a file, or a name. */
function namelessPart({ name, value }: GivenOption): readonly Word[] {
  if (name === "env-file") return [value];
  return name === "env" && isNamelessHere(value) ? [partOfWord(value, value.text.split("=")[0] ?? "")] : [];
}

/** Names every expansion that is left, once; not those inside a value that may be secret. */
export function unexpandedIssues(
  words: readonly Word[],
  open: ReadonlySet<Word>,
  options: readonly GivenOption[],
): readonly PlanIssue[] {
  const nameless = new Set(options.flatMap(namelessPart));
  const judged = options.flatMap(({ name, value }) =>
    runOption(name)?.isUnread === true || isHidden(name, value) || isForOthers(name, value) ? [] : [value],
  );
  const mayGive = (word: Word): CommandIssue["mayGive"] =>
    open.has(word) ? "options" : nameless.has(word) ? "variables" : undefined;
  // of several places the one counts that leaves most open
  const found = [...open, ...nameless, ...judged, ...words].flatMap((word) =>
    word.unexpanded.map((text) => ({ text, origin: word.origin, gives: mayGive(word) })),
  );
  const firstOfEach = new Map<string, (typeof found)[number]>();
  for (const one of found) if (!firstOfEach.has(one.text)) firstOfEach.set(one.text, one);
  return [...firstOfEach.values()].map(({ text, origin, gives }) => ({
    kind: "unexpanded",
    subject: { of: "expansion", written: text },
    text,
    problem: { of: "expansion-left", expression: text },
    origin,
    ...(gives === undefined ? {} : { mayGive: gives }),
  }));
}

/** A variable that the runner does not read; no check does. */
function isForOthers(name: string, value: Word): boolean {
  return name === "env" && !isRead(value.text.split("=")[0] ?? "");
}

function isHidden(name: string, { text }: Word): boolean {
  const equals = text.indexOf("=");
  return (
    name === "env" && !maySayExpansions(text.slice(0, Math.max(equals, 0))) && !isNamedExpansion(text.slice(equals + 1))
  );
}
