import { readFileSync } from "node:fs";

/** The version in this package's package.json, found from the sources as well as from the build. */
export function readVersion(): string {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      const parsed = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version?: unknown };
      if (typeof parsed.version === "string") return parsed.version;
    } catch {
      // Not there: the other place is.
    }
  }
  return "unknown";
}
