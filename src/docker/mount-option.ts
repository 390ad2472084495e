/** The option of `docker run` that mounts `source` at `target`, as words. */
export function mountWords(source: string, target: string, readOnly = false): readonly string[] {
  return ["-v", `${source}:${target}${readOnly ? ":ro" : ""}`];
}
