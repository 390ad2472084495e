import { distance } from "fastest-levenshtein";
import { LONGEST_NAME, longNames } from "../../docker/options/names.js";
import type { OptionSyntax } from "../../docker/options/option.js";

/** The option that was probably meant: known by another name, misspelt, cut short, or with something behind it. */
export function nearestOption(written: string, flags: readonly OptionSyntax[]): string | undefined {
  if (!written.startsWith("--")) {
    const short = meantOption(written, flags)?.short;
    return short === undefined ? undefined : `-${short}`;
  }
  const name = written.slice(2).toLowerCase();
  const names = flags.flatMap(longNames);
  const isMisspelt = name.length <= LONGEST_NAME;
  const longer = names.filter((one) => name.length > 2 && one.startsWith(name));
  const shorter = names.filter((one) => one.length > 2 && name.startsWith(one));
  const meant =
    flags.find(({ otherNames = [] }) => otherNames.includes(name))?.name ??
    (isMisspelt ? misspelt(name, names) : undefined) ??
    (longer.length === 1 ? longer[0] : undefined) ??
    shorter.sort((one, other) => other.length - one.length)[0];
  return meant === undefined ? undefined : `--${meant}`;
}

/** The option that a misspelt or foreign name plainly stands for: of that one the value is read. */
export function meantOption(written: string, flags: readonly OptionSyntax[]): OptionSyntax | undefined {
  if (!written.startsWith("--")) return flags.find(({ short }) => short === otherCase(written.slice(1)));
  const name = written.slice(2).toLowerCase();
  if (name.length <= SHORTEST_MEANT || name.length > LONGEST_NAME) return undefined;
  return (
    flags.find(({ otherNames = [] }) => otherNames.includes(name)) ??
    flags.find((flag) => longNames(flag).some((known) => distance(known, name) === 1)) ??
    flags.find((flag) => longNames(flag).some((known) => distance(known, name) === 2))
  );
}

/** A shorter name may mean anything. */
const SHORTEST_MEANT = 3;

function otherCase(letter: string): string {
  const lower = letter.toLowerCase();
  return letter === lower ? letter.toUpperCase() : lower;
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join("");
}

/** The same letters in another order, or a third of them wrong, but not the first; that one only in a long word that is right otherwise. */
function misspelt(name: string, names: readonly string[]): string | undefined {
  const tolerated = Math.max(name.length < 5 ? 1 : 2, Math.floor(name.length / 3));
  const letters = lettersOf(name);
  const isReordered = (known: string): boolean => known.length === name.length && lettersOf(known) === letters;
  const [best] = names
    .map((known) => ({ known, edits: isReordered(known) ? 1 : distance(known, name) }))
    .filter(({ known, edits }) => known[0] === name[0] || (edits === 1 && name.length > 5))
    .sort((one, other) => one.edits - other.edits);
  return best !== undefined && best.edits <= tolerated ? best.known : undefined;
}
