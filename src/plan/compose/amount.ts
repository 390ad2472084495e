import { LIMITS, type Place, placeText, UsageError } from "../../contract/index.js";

/** What has been read of a compose project so far, all of its files together. */
export interface ProjectAmount {
  files: number;
  characters: number;
  /** Characters that variables have become. */
  expanded: number;
  /** Keys and items, with those that aliases and `<<` bring in. */
  entries: number;
}

type Countable = keyof ProjectAmount;

const MOST: Readonly<Record<Countable, number>> = {
  files: LIMITS.projectFiles,
  characters: LIMITS.projectCharacters,
  expanded: LIMITS.expandedCharacters,
  entries: LIMITS.composeEntries,
};

const WORDS: Readonly<Record<Countable, string>> = {
  files: "files are included, extended and read as env files",
  characters: "characters stand in the files of the project",
  expanded: "characters is what its variables become",
  entries: "keys and items are read, with those of aliases and <<",
};

/** A project of which nothing has been read. */
export function noAmount(): ProjectAmount {
  return { files: 0, characters: 0, expanded: 0, entries: 0 };
}

/**
 * Counts what is read.
 *
 * @param place file and line, for the message
 * @throws UsageError where a limit is passed
 */
export function count(amount: ProjectAmount, what: Countable, more: number, place: Place): void {
  amount[what] += more;
  if (amount[what] > MOST[what]) {
    throw new UsageError(
      `${placeText(place)}: more than ${MOST[what]} ${WORDS[what]}; expected a compose file of one runner`,
    );
  }
}

/** @throws UsageError for what is nested too deeply */
export function requireShallow(depth: number, what: string, place: Place): void {
  if (depth > LIMITS.nesting) {
    throw new UsageError(
      `${placeText(place)}: ${what} nested more than ${LIMITS.nesting} deep; expected a compose file of one runner`,
    );
  }
}
