import type { BlockedEndpoint, Remedy } from "../contract/index.js";
import { isTypeable } from "../contract/printable.js";

const LEFT_OUT = "A command or change is missing here: a name or value in it has line breaks or invisible characters.";
/** Harmless where it is pasted all the same. */
const NO_COMMAND = "# no command: a name in it has line breaks or invisible characters";

/**
 * A remedy without commands that would not be typed as they are read, because a word in them has line breaks or hidden
 * characters, whoever wrote it; the sentence says so. Of changes the new words count: the old ones are only shown.
 */
export function typeableRemedy(remedy: Remedy): Remedy {
  const { changes = [], ...rest } = remedy;
  const commands = remedy.commands.filter(({ run }) => isTypeable(run));
  const kept = changes.filter(({ add, envFile = "" }) => [...add, envFile].every(isTypeable));
  if (commands.length === remedy.commands.length && kept.length === changes.length) return remedy;
  return {
    ...rest,
    summary: `${remedy.summary} ${LEFT_OUT}`,
    commands,
    ...(kept.length === 0 ? {} : { changes: kept }),
  };
}

/** A blocked endpoint whose command can be typed, or says that there is none. */
export function typeableEndpoint(endpoint: BlockedEndpoint): BlockedEndpoint {
  return isTypeable(endpoint.reproduce) ? endpoint : { ...endpoint, reproduce: NO_COMMAND };
}
