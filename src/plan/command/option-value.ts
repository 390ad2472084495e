import { distance } from "fastest-levenshtein";
import type { CommandIssue, StartCommandChange, ValueProblem } from "../../contract/index.js";
import { problemOfValue } from "./flag-values.js";
import { type GivenOption, withValue } from "./given-option.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import type { FlagKind } from "../../docker/run-options.js";

/** Values that are shown when docker refuses them; those of other options might hold secrets. */
const SHOWN_KINDS: ReadonlySet<FlagKind> = new Set([
  "bool",
  "int",
  "uint16",
  "bytes",
  "bytes-or-minus-one",
  "decimal",
  "duration",
  "attach",
  "add-host",
  "ip-address",
  "gpus",
  "pull",
  "restart",
  "network",
  "publish",
  "expose",
  "ulimit",
  "host-only",
  "host-or-private",
  "ipc",
  "pid",
  "platform",
  "mac-address",
  "device",
  "device-rule",
  "device-bytes",
  "device-count",
  "device-weight",
  "search-domain",
  "link",
  "ip4",
  "ip6",
  "capability",
  "isolation",
  "name",
  "absolute-path",
]);

/** Values that docker looks at only after all words, when a later one has taken the place of an earlier one. */
const LAST_COUNTS: ReadonlySet<FlagKind> = new Set([
  "absolute-path",
  "host-only",
  "host-or-private",
  "ipc",
  "name",
  "pid",
]);

/** Whether docker looks at every value of this kind, also at one that a later one replaces. */
export function isAlwaysRead(kind: FlagKind): boolean {
  return !LAST_COUNTS.has(kind);
}

/** Kinds of which nothing is shown but what is wrong with them. */
const SAID_WITHOUT_VALUE: ReadonlySet<FlagKind> = new Set(["environment", "label", "windows-only", "sysctl"]);

/** Values that docker takes, where they are few. */
const CHOICES: Partial<Readonly<Record<FlagKind, readonly string[]>>> = {
  pull: ["always", "missing", "never"],
  restart: ["no", "always", "unless-stopped", "on-failure"],
};

/** Why docker refuses the value of an option; what only a shell could say is not judged. */
export function problemOf({ kind, value }: Pick<GivenOption, "kind" | "value">): ValueProblem | undefined {
  return value.unexpanded.length > 0 ? undefined : problemOfValue(kind, value.text);
}

/** An option whose value docker refuses. */
export function invalidValue(option: GivenOption, problem: ValueProblem): CommandIssue {
  const { name, kind, written, value } = option;
  const isShown = SHOWN_KINDS.has(kind);
  const change = mending(option);
  const issue: CommandIssue = {
    kind: "option-invalid",
    subject: { of: "option", name },
    text: isShown ? `${written} ${value.text}` : written,
    problem: isShown || SAID_WITHOUT_VALUE.has(kind) ? problem : { of: "value-refused" },
    origin: value.origin,
    ...(change === undefined ? {} : { change }),
  };
  // a container's name is shown wherever it stands
  return kind === "name" ? issue : withoutParts(issue, oddParts(value.text));
}

/**
 * The words of an option, with `…` for a value that may be secret; `undefined` where its word does not begin with it: others
 * stand before it, or a dash that is none.
 */
export function shownWords(option: GivenOption): readonly string[] | undefined {
  const { kind, written, words, value } = option;
  if (words[0]?.startsWith(written) !== true) return undefined;
  return withValue(option, SHOWN_KINDS.has(kind) ? value.text : `${/^=/.exec(value.text)?.[0] ?? ""}…`);
}

/** What mends an option whose value docker refuses: the value that was probably meant, else the option goes. */
function mending(option: GivenOption): StartCommandChange | undefined {
  const { kind, value } = option;
  const remove = shownWords(option);
  if (remove === undefined) return undefined;
  const meant = CHOICES[kind]?.find((choice) => distance(choice, value.text) <= 2);
  return { remove, add: meant === undefined ? [] : withValue(option, meant), origin: value.origin };
}
