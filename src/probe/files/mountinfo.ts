/** One line of /proc/self/mountinfo: where it is mounted, how, and the state of the file system below. */
interface Mount {
  readonly point: string;
  readonly options: readonly string[];
  readonly superOptions: readonly string[];
}

/**
 * The mount options that hold at a path, by the text of /proc/self/mountinfo (proc(5)): those of the innermost mount,
 * plus `ro` where the whole file system is read-only.
 * @param realPath absolute, without symbolic links
 */
export function mountOptionsOf(mountInfo: string, realPath: string): readonly string[] | undefined {
  const mounts = mountInfo.split("\n").flatMap((line) => readMount(line) ?? []);
  // Of two mounts on one folder the later one hides the earlier.
  const innermost = mounts
    .filter(({ point }) => isWithin(realPath, point))
    .reduce<Mount | undefined>(
      (best, mount) => (best && best.point.length > mount.point.length ? best : mount),
      undefined,
    );
  if (innermost === undefined) return undefined;
  const { options, superOptions } = innermost;
  return superOptions.includes("ro") && options.includes("rw")
    ? options.map((option) => (option === "rw" ? "ro" : option))
    : options;
}

function readMount(line: string): Mount | undefined {
  const [fields = "", tail = ""] = line.split(" - ");
  const [, , , , point, options] = fields.split(" ");
  if (point === undefined || options === undefined) return undefined;
  return {
    point: unescaped(point),
    options: options.split(","),
    superOptions: (tail.split(" ")[2] ?? "").split(","),
  };
}

/** Blank, tab, line break and backslash are written in octal. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_whole, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
