import type { PlannedMount } from "../../contract/index.js";
import { mountWords } from "../../docker/mount-option.js";
import { isWithin, normalPath } from "../../docker/paths.js";
import { RUNNER_CONFIG_DIRECTORY } from "../../requirements.js";

/** Where the runner looks for docker's credentials. */
export const CONFIG_FILE = `${RUNNER_CONFIG_DIRECTORY.value}/config.json`;

/** The mount that decides what is at `path` in the container: the one with the longest target around it. */
export function mountCovering(mounts: readonly PlannedMount[], path: string): PlannedMount | undefined {
  return mounts
    .filter(({ target }) => target.startsWith("/") && isWithin(path, target))
    .sort((left, right) => normalPath(right.target).length - normalPath(left.target).length)[0];
}

/** Where on the host `path` of the container lies under a bind mount; `undefined` for a volume or tmpfs. */
export function hostPath({ type, source, target }: PlannedMount, path: string): string | undefined {
  if (type !== "bind" || source === undefined) return undefined;
  return normalPath(`${source}/${normalPath(path).slice(normalPath(target).length)}`);
}

/** What a mount brings, in words: a host path, `volume NAME`, `an anonymous volume`, `tmpfs`. */
export function mountSource({ type, source }: PlannedMount): string {
  if (type === "bind") return source ?? "nothing";
  if (type === "volume") return source === undefined ? "an anonymous volume" : `volume ${source}`;
  return type;
}

/** Whether the source is known: neither a placeholder nor something that only a shell expands. */
export function isKnown({ placeholder, unexpanded }: PlannedMount): boolean {
  return placeholder === undefined && (unexpanded ?? []).length === 0;
}

/** The option of the start command that mounts `source` at `target`, in the form that the plan uses elsewhere. */
export function mountOption(source: string, target: string, readOnly = false): string {
  return mountWords(source, target, readOnly).join(" ");
}
