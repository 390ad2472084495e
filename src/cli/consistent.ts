import { UsageError } from "../contract/errors.js";
import type { RawOptions } from "./options.js";

/**
 * Holds options of `check` and `credentials` against each other.
 *
 * @throws UsageError in one line for two that contradict each other, or one that needs another.
 */
export function requireConsistent(options: RawOptions, words: readonly string[] | undefined): void {
  if (words?.length === 0) throw new UsageError("nothing follows --: the start command is missing");
  const sources = [
    ["--command-file", options.commandFile],
    ["--compose", options.compose],
    ["--container", options.container],
    ["the words after --", words],
  ] as const;
  const given = sources.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} contradict each other: give one of them`);
  if (options.service !== undefined && options.compose === undefined) {
    throw new UsageError("--service names a service of a compose file: --compose FILE is missing");
  }
  if (options.from !== undefined) {
    const live = [
      ...given,
      ...(options.image ? ["--image"] : []),
      ...(options.domain ? ["--domain"] : []),
      ...(options.dockerHost === undefined ? [] : ["--docker-host"]),
      ...(options.dockerConfig === undefined ? [] : ["--docker-config"]),
      ...(options.facts === undefined ? [] : ["--facts"]),
      ...(options.pull ? ["--pull"] : []),
      ...(options.keepImages ? ["--keep-images"] : []),
    ];
    if (live.length > 0) {
      throw new UsageError(
        `--from and ${live[0]} contradict each other: --from judges what was recorded, and asks nothing`,
      );
    }
  }
  if (options.keepImages && !options.pull) {
    throw new UsageError("--keep-images keeps what --pull has pulled: --pull is missing");
  }
  if (options.quiet && options.verbose)
    throw new UsageError("--quiet and --verbose contradict each other: give one of them");
  const both = options.only?.find((id) => options.skip?.includes(id));
  if (both !== undefined)
    throw new UsageError(`--only ${both} and --skip ${both} contradict each other: give one of them`);
}
