import type { PlannedMount, RunnerPlan, StartCommandChange } from "../../contract/index.js";
import { normalPath } from "../../docker/paths.js";
import { mountOption } from "../mounts/covering.js";
import { adding, optionWords, removing, replacing } from "./changes.js";

/** A mount in the form in which the plan's input writes it. */
export function written({ source: input }: RunnerPlan, source: string, target: string, readOnly = false): string {
  const option = mountOption(source, target, readOnly);
  return input === "compose" ? `"${option.slice("-v ".length)}" (under volumes)` : option;
}

/** The option of `docker run` that a mount, or one that docker refuses, is written as; a compose file leaves its name out. */
export function writtenWords(text: string): readonly string[] {
  if (text.startsWith("-")) return optionWords(text);
  return [text.startsWith("type=") ? "--mount" : "-v", text];
}

function wordsOf({ type, text }: PlannedMount): readonly string[] {
  const isBare = type === "tmpfs" && text.startsWith("/");
  return isBare ? ["--tmpfs", text] : writtenWords(text);
}

/** The option that mounts `source` at `target`, as words. */
export function mountWords(source: string, target: string, readOnly = false): readonly string[] {
  return optionWords(mountOption(source, target, readOnly));
}

/** The start command without a mount. */
export function withoutMount(mount: PlannedMount): StartCommandChange {
  return removing(wordsOf(mount), mount.origin);
}

/** Another mount instead of one that is there. */
export function insteadOf(mount: PlannedMount, words: readonly string[]): StartCommandChange {
  return replacing(wordsOf(mount), words, mount.origin);
}

/** A mount of `source` at `target`: in the place of the mount with this very target, else besides the others. */
export function mounting(plan: RunnerPlan, source: string, target: string, readOnly = false): StartCommandChange {
  const words = mountWords(source, target, readOnly);
  const there = plan.mounts.find((mount) => normalPath(mount.target) === normalPath(target));
  return there === undefined ? adding(...words) : insteadOf(there, words);
}

/** The same mount, read-only or writable. */
export function withMode(mount: PlannedMount, readOnly: boolean): StartCommandChange {
  const { form, type, source = "", target, options } = mount;
  const [name = ""] = writtenWords(mount.text);
  if (name !== "--mount" && form !== "mount") {
    const modes = [...options.filter((option) => option !== "rprivate"), ...(readOnly ? ["ro"] : [])].join(",");
    return insteadOf(mount, ["-v", `${source}:${target}${modes === "" ? "" : `:${modes}`}`]);
  }
  const propagation = options.map((option) => `bind-propagation=${option}`);
  const fields = [`type=${type}`, `source=${source}`, `target=${target}`, ...propagation];
  return insteadOf(mount, ["--mount", [...fields, ...(readOnly ? ["readonly"] : [])].join(",")]);
}
