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
