/** Codes of the start command, its mounts and its config.json whose printed remedy no case tries, and why. */
export const UNTRIED: Readonly<Record<string, string>> = {};
