import { readFileSync } from "node:fs";

/** The version in this package's package.json, which is as far from the sources as from the built program. */
export function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
