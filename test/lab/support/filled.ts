import { VARIABLES } from "./start-command.js";

/** A value that the operator has to fill in: `NAME=…` gets the right value of that variable. @throws Error for another */
export function filled(word: string): string {
  if (!word.includes("…")) return word;
  const name = word.slice(0, Math.max(word.indexOf("="), 0));
  const value = VARIABLES[name];
  if (value === undefined) throw new Error(`nobody knows what … is in ${word}`);
  return `${name}=${value}`;
}
