import { distance } from "fastest-levenshtein";
import type { IssueSubject } from "../../contract/index.js";
import { normalPath } from "../../docker/paths.js";
import type { ReadMount } from "./mount-result.js";
import { splitSections } from "./volume.js";

type MountSubject = Extract<IssueSubject, { of: "mount" }>;

/** Source and target as written. */
interface WrittenPaths {
  readonly source?: string | undefined;
  readonly target?: string | undefined;
}

/** What an issue about a volume (`[source:]target[:options]`) is about. */
export function volumeSubject(text: string, { mount, suggestion }: ReadMount): MountSubject {
  if (mount?.target.startsWith("/") === true) return subjectOf(mount);
  const [first, second] = splitSections(suggestion ?? text).filter((section) => section !== "");
  return subjectOf(second === undefined ? { target: first } : { source: first, target: second });
}

/** What an issue about the value of `--mount` is about. */
export function mountCsvSubject(text: string, { mount }: ReadMount): MountSubject {
  return subjectOf(mount ?? { source: fieldNear(text, ["source", "src"]), target: fieldNear(text, TARGET_KEYS) });
}

const TARGET_KEYS = ["target", "dst", "destination"];

/** The value of a key, or of one that looks like a misspelling of it. */
function fieldNear(text: string, keys: readonly string[]): string | undefined {
  const fields = text.replaceAll('"', "").split(",");
  const values = fields.map(
    (field) => [field.split("=")[0]?.toLowerCase() ?? "", field.replace(/^[^=]*=?/, "")] as const,
  );
  const exact = values.find(([key]) => keys.includes(key));
  const near = values.find(([key]) => keys.some((known) => distance(known, key) <= known.length / 2));
  return (exact ?? near)?.[1];
}

/** A target without a slash in front is one below the root; a source alone is meant for the same path. */
function subjectOf({ source = "", target = "" }: WrittenPaths): MountSubject {
  const meant = target === "" ? (source.startsWith("/") ? source : "") : `/${target}`;
  return {
    of: "mount",
    ...(source === "" ? {} : { source }),
    ...(meant === "" ? {} : { target: normalPath(meant) }),
  };
}
