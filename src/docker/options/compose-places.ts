import type { ComposeKey } from "./option.js";

/** `mem_limit: 1g`; more places for the same where there are several. */
export function value(...at: readonly [string, ...string[]]): ComposeKey {
  return { form: "value", at };
}

/** An item of a list. */
export function item(key: string): ComposeKey {
  return { form: "item", at: [key] };
}

/** An entry of a mapping, or `NAME=value` in a list. */
export function entry(key: string): ComposeKey {
  return { form: "entry", at: [key] };
}

/** A key whose values are written in another way than on a command line, or in several. */
export function own(key: string): ComposeKey {
  return { form: "own", at: [key] };
}

/** Compose has no key for it. */
export const NO_KEY: ComposeKey = { form: "none", at: [] };
