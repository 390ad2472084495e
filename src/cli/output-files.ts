import { accessSync, chmodSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "../contract/index.js";
import type { CheckRequest } from "./request.js";

/** A file this run is going to write, and the option that asked for it. */
interface OutputFile {
  readonly option: string;
  readonly file: string;
}

function outputFiles(request: CheckRequest): readonly OutputFile[] {
  const reports = request.reports.map(({ format, file }) => ({ option: `--report ${format}=${file}`, file }));
  return request.facts === undefined
    ? reports
    : [...reports, { option: `--facts ${request.facts}`, file: request.facts }];
}

/**
 * Looks before the run whether its files can be written, so that nobody waits for a report that is lost.
 *
 * @throws UsageError for a file that cannot be written, is named twice, or is an input as well.
 */
export function requireWritable(request: CheckRequest): void {
  const inputs = [request.from, request.commandFile, request.compose, ...request.plugins]
    .filter((file) => file !== undefined && file !== "-")
    .map((file) => resolve(file ?? ""));
  const seen = new Set<string>();
  for (const { option, file } of outputFiles(request)) {
    const path = resolve(file);
    if (inputs.includes(path)) throw new UsageError(`${option}: this file is an input of the same run`);
    if (seen.has(path)) throw new UsageError(`${option}: this file is written twice`);
    seen.add(path);
    const problem = describeProblem(path);
    if (problem !== undefined) throw new UsageError(`${option}: ${problem}`);
  }
}

function describeProblem(path: string): string | undefined {
  try {
    if (!existsSync(path)) {
      accessSync(dirname(path), constants.W_OK | constants.X_OK);
      return statSync(dirname(path)).isDirectory() ? undefined : "its folder is not a directory";
    }
    const stat = statSync(path);
    if (!stat.isFile() && !stat.isCharacterDevice()) return "this is not a regular file";
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "its folder does not exist";
    return code === "ENOTDIR" ? "its folder is not a directory" : `cannot be written (${code ?? "unknown"})`;
  }
}

/**
 * Writes a file; what went wrong as one sentence, or nothing.
 * @param mode permissions, also of a file that is there already; the usual ones without it.
 */
export function writeOutputFile(file: string, text: string, mode?: number): string | undefined {
  try {
    if (mode !== undefined && existsSync(file) && statSync(file).isFile()) chmodSync(file, mode);
    writeFileSync(file, text, mode === undefined ? {} : { mode });
    return undefined;
  } catch (error) {
    return `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown"})`;
  }
}
