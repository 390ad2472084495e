import { type Origin, originText, UnreadableFile, UsageError } from "../contract/index.js";
import { absolutePath, type Base, whereabouts } from "../docker/paths.js";
import type { PlanWorld } from "./inputs.js";

/** A file as somebody named it. */
export interface NamedFile {
  /** The option or key that names it: `--env-file`, `env_file`. */
  readonly by: string;
  /** As written. */
  readonly path: string;
  /** Where that is written; absent for an option of this program. */
  readonly origin?: Origin;
  readonly base: Base;
}

/** A file for messages: where it is named, by what, and how. */
export function nameOf({ by, path, origin }: NamedFile): string {
  return `${origin === undefined ? "" : `${originText(origin)}: `}${by} ${path}`;
}

/**
 * The text of a file that an input names.
 *
 * @throws UsageError that says where the file is named and where it was looked for
 */
export function readNamedFile(world: PlanWorld, file: NamedFile): string {
  const { path, base } = file;
  try {
    return world.readText(absolutePath(path, base));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UsageError(`${nameOf(file)}: ${error.reason}${whereabouts(path, base)}`, { cause: error });
  }
}
