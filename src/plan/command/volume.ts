import { posix } from "node:path";
import type { MountProblem } from "../../contract/index.js";
import type { MountPaths, ReadMount } from "./mount-result.js";
import { findPlaceholder } from "../placeholder.js";
import { literalExpansions } from "./word.js";

/** Name of a volume as the engine takes it. */
export const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const MODE = /^(?:ro|rw|z|Z|nocopy|r?shared|r?slave|r?private|consistent|cached|delegated)$/;
const PODMAN_MODE = /^(?:copy|U|O|(?:no)?(?:exec|suid|dev)|idmap(?:=.*)?)$/;
/** At most one of each kind. */
const KINDS = [/^r[ow]$/, /^[zZ]$/, /shared|slave|private/, /^(?:consistent|cached|delegated)$/, /^nocopy$/];

/**
 * Reads a volume as `-v` and a compose short volume take it: `[source:]target[:options]`. A source with a slash, a dot, a
 * tilde or a drive letter in front is a path, everything else the name of a volume.
 * Grammar: docker CLI 28.2 (`ParseVolume`), and what the engine refuses after it; read and tried in November 2026.
 */
export function readVolume(text: string, paths: MountPaths): ReadMount {
  if (text === "") return { problem: { of: "volume-empty" } };
  const sections = splitSections(text);
  if (text.length > 2 && sections.some((section) => section === "")) {
    return { problem: { of: "section-empty" } };
  }
  const [first = "", second, modes = "", ...more] = sections;
  if (second === undefined) {
    return {
      mount: { type: "volume", target: first, readOnly: false, options: [] },
      ...(isRoot(first) ? { problem: { of: "target-is-root" } } : {}),
    };
  }
  const options = modes.split(",").filter((option) => option !== "" && option !== "rw" && option !== "ro");
  const isPath = isPathLike(first);
  const source = isPath ? resolveSource(first, paths) : first;
  const mount = {
    type: isPath ? "bind" : "volume",
    source,
    target: second,
    readOnly: modes.split(",").includes("ro"),
    options,
  } as const;
  const isAccepted = (some: string): boolean => modeProblem(some, mount.type, paths.reader ?? "docker") === undefined;
  if (more.length > 0) {
    const isPlain = targetProblem(second) === undefined && isAccepted(modes);
    return {
      mount,
      problem: { of: "colons-too-many" },
      ...(isPlain ? { suggestion: sections.slice(0, 3).join(":") } : {}),
    };
  }
  if (!isPath && !VOLUME_NAME.test(first)) {
    return {
      mount: { ...mount, type: "bind" },
      problem: { of: "source-neither", source: first },
      suggestion: `${posix.resolve(paths.directory, first)}:${sections.slice(1).join(":")}`,
    };
  }
  if (first.startsWith("~")) {
    return {
      mount: { ...mount, source: first },
      problem: { of: "source-tilde", source: first },
      suggestion: `${first.replace(/^~/, paths.home)}:${sections.slice(1).join(":")}`,
    };
  }
  const problem = targetProblem(second) ?? modeProblem(modes, mount.type, paths.reader ?? "docker");
  if (problem === undefined) return { mount };
  const kept: string[] = [];
  for (const mode of modes.split(",")) {
    const repeats = KINDS.some((kind) => kind.test(mode) && kept.some((other) => kind.test(other)));
    if (mode !== "" && !repeats && isAccepted(mode)) kept.push(mode);
  }
  const suggestion = suggestionFor(first, second, kept);
  return { mount, problem, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** What was probably meant by a target that is a mode or not absolute; the modes are those that docker takes. */
function suggestionFor(source: string, target: string, modes: readonly string[]): string | undefined {
  if (MODE.test(target)) return [source, source, target].join(":");
  const path = target.startsWith("/") ? target : `/${target}`;
  return targetProblem(path) === undefined
    ? [source, path, ...(modes.length > 0 ? [modes.join(",")] : [])].join(":")
    : undefined;
}

/** The parts of a volume between its colons; a drive letter and an expansion keep theirs. */
export function splitSections(text: string): readonly string[] {
  const sections: string[] = [];
  let current = "";
  let before = "";
  let inVariable = false;
  for (const character of text) {
    if (before === "$" && (character === "{" || character === "(")) inVariable = true;
    if (inVariable && (character === "}" || character === ")")) inVariable = false;
    const isDrive = character === ":" && /^[A-Za-z]$/.test(current);
    if (character === ":" && !isDrive && !inVariable && !/^\$env$/i.test(current)) {
      sections.push(current);
      current = "";
    } else current += character;
    before = character;
  }
  return [...sections, current];
}

/** Whether docker takes a source for a path; a placeholder or an expansion stands for one. */
function isPathLike(source: string): boolean {
  return (
    /^(?:[./~]|\\\\|[A-Za-z]:)/.test(source) ||
    findPlaceholder(source, "mount") !== undefined ||
    literalExpansions(source).length > 0 ||
    source.startsWith("`") ||
    /^%\w+%/.test(source)
  );
}

/** A path that begins with a dot made absolute, as docker does; anything else as it is. */
export function resolveSource(source: string, paths: MountPaths): string {
  return source.startsWith(".") ? posix.resolve(paths.directory, source) : source;
}

/** Whether a path is the container's root; the engine takes a volume's path without a slash in front as one below it. */
function isRoot(target: string): boolean {
  return literalExpansions(target).length === 0 && posix.resolve("/", target) === "/";
}

/** Why the engine refuses a path in the container; undefined if it does not. */
export function targetProblem(target: string): MountProblem | undefined {
  if (literalExpansions(target).length > 0 || findPlaceholder(target, "other") !== undefined) return undefined;
  if (!target.startsWith("/")) return { of: "target-relative", target };
  return posix.normalize(target) === "/" ? { of: "target-is-root" } : undefined;
}

function modeProblem(
  modes: string,
  type: "bind" | "volume",
  reader: NonNullable<MountPaths["reader"]>,
): MountProblem | undefined {
  if (modes === "" || literalExpansions(modes).length > 0 || reader === "compose") return undefined;
  const words = modes.split(",");
  const unknown = words.find((mode) => !MODE.test(mode) && !(reader === "podman" && PODMAN_MODE.test(mode)));
  if (unknown !== undefined) return { of: "mode-invalid", mode: unknown };
  if (KINDS.some((kind) => words.filter((mode) => kind.test(mode)).length > 1))
    return { of: "mode-invalid", mode: modes };
  const isFor = type === "bind" ? /^nocopy$/ : /shared|slave|private/;
  const foreign = words.find((mode) => isFor.test(mode));
  return foreign === undefined ? undefined : { of: "mode-foreign", mode: foreign, mount: type };
}
