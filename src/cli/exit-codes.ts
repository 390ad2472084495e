/** Exit codes of the command line; the same in every format. */
export const EXIT = { ok: 0, fail: 1, usage: 2, undetermined: 3, bug: 70, interrupted: 130 } as const;
