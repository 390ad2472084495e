import { mirrored, VARIABLES } from "./start-command.js";

const VALUES: Readonly<Record<string, string>> = { ...VARIABLES, ...mirrored("registry.example") };

/**
 * A word that the operator has to complete: `NAME=…` gets the right value of that variable, else `…` is what it was before.
 *
 * @param kept what `…` stood for in the words that go
 * @throws Error where nobody knows
 */
export function filled(word: string, kept?: string): string {
  if (!word.includes("…")) return word;
  const name = word.slice(0, Math.max(word.indexOf("="), 0));
  const value = VALUES[name];
  if (value !== undefined) return `${name}=${value}`;
  if (kept === undefined) throw new Error(`nobody knows what … is in ${word}`);
  return word.replace("…", () => kept);
}
