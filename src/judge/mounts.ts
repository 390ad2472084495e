import type { PlannedMount } from "../contract/index.js";

/** An absolute POSIX path without `.`, `..`, double and trailing slashes; a relative path stays relative. */
export function normalPath(path: string): string {
  const isAbsolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !isAbsolute) parts.push(part);
  }
  return (isAbsolute ? "/" : "") + parts.join("/");
}

/** The folder that a path is in; `/` for `/`. */
export function parentPath(path: string): string {
  const normal = normalPath(path);
  return normal.slice(0, normal.lastIndexOf("/")) || "/";
}

/** Whether `path` is `directory` or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  const [inner, outer] = [normalPath(path), normalPath(directory)];
  return inner === outer || inner.startsWith(outer === "/" ? "/" : `${outer}/`);
}

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
  return `-v ${source}:${target}${readOnly ? ":ro" : ""}`;
}
