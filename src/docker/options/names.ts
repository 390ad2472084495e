import type { OptionSyntax } from "./option.js";

/** All long names that docker takes for an option. */
export function longNames({ name, aliases = [] }: OptionSyntax): readonly string[] {
  return [name, ...aliases];
}

/** No option of docker is nearly as long, so that a longer word is compared with none. Characters. */
export const LONGEST_NAME = 64;
