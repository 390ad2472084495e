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

/** A folder that relative paths start from, and what it is: `the current folder`, `the folder of compose.yaml`. */
export interface Base {
  readonly folder: string;
  readonly is: string;
}

/** A path from `/` on. */
export function absolutePath(path: string, { folder }: Base): string {
  return normalPath(path.startsWith("/") ? path : `${folder}/${path}`);
}

/** Where a relative path leads, to be put behind what is said of it; nothing for an absolute one. */
export function whereabouts(path: string, base: Base): string {
  return path.startsWith("/") ? "" : `: ${absolutePath(path, base)} (relative to ${base.is})`;
}

/** The base of paths on this program's own command line. */
export function currentFolder(folder: string): Base {
  return { folder, is: "the current folder" };
}
