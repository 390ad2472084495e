import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "./run-cli.js";

const TRACER = new URL("trace-modules.mjs", import.meta.url).href;

/** What a run of the built program loads. */
export interface Loaded {
  readonly code: number | null;
  readonly stderr: string;
  /** Packages that stand in the files that are loaded, by name. */
  readonly packages: ReadonlySet<string>;
  /** Our own files that stand in them, from the root. */
  readonly files: readonly string[];
}

/** The files that a file of the bundle was made of. A file without a map hands on what others hold. */
export function sourcesOf(url: string): readonly string[] {
  const map = new URL(`${url}.map`);
  if (!existsSync(map)) return [];
  return (JSON.parse(readFileSync(map, "utf8")) as { readonly sources: readonly string[] }).sources;
}

export function packageOf(source: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(source)?.[1];
}

export async function loadedBy(args: readonly string[]): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), "preflight-loaded-"));
  try {
    const trace = join(folder, "trace");
    const run = await runCli(args, { nodeArguments: ["--import", TRACER], env: { MODULE_TRACE: trace } });
    const urls = new Set(readFileSync(trace, "utf8").trim().split("\n"));
    const sources = [...urls].filter((url) => url.startsWith("file:")).flatMap((url) => [url, ...sourcesOf(url)]);
    return {
      code: run.code,
      stderr: run.stderr,
      packages: new Set(sources.flatMap((source) => packageOf(source) ?? [])),
      files: sources.flatMap((source) => /^(?:\.\.\/)+((?:src|checks)\/.*)$/u.exec(source)?.[1] ?? []),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
