import type { PlannedMount, RunnerPlan, StartCommandChange } from "../../contract/index.js";
import { mountWords } from "../../docker/mount-option.js";
import { normalPath } from "../../docker/paths.js";
import { adding, removing, replacing } from "./changes.js";

/** A mount in the form in which the plan's input writes it. */
export function written({ source: input }: RunnerPlan, source: string, target: string, readOnly = false): string {
  const [option, value] = mountWords(source, target, readOnly);
  return input === "compose" ? `"${value}" (under volumes)` : `${option} ${value}`;
}

/** The start command without a mount. */
export function withoutMount(mount: PlannedMount): StartCommandChange {
  return removing(mount.words, mount.origin);
}

/** Another mount instead of one that is there. */
export function insteadOf(mount: PlannedMount, words: readonly string[]): StartCommandChange {
  return replacing(mount.words, words, mount.origin);
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
  const [name] = mount.words;
  if (name !== "--mount" && form !== "mount") {
    const modes = [...options.filter((option) => option !== "rprivate"), ...(readOnly ? ["ro"] : [])].join(",");
    return insteadOf(mount, ["-v", `${source}:${target}${modes === "" ? "" : `:${modes}`}`]);
  }
  const propagation = options.map((option) => `bind-propagation=${option}`);
  const fields = [`type=${type}`, `source=${source}`, `target=${target}`, ...propagation];
  return insteadOf(mount, ["--mount", [...fields, ...(readOnly ? ["readonly"] : [])].join(",")]);
}
