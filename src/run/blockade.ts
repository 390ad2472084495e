import type { FindingName } from "../contract/index.js";

/** An error, and the check that found it. */
export interface Root extends FindingName {
  readonly check: string;
}

/** What keeps a check or a target from being looked at. */
export interface Blockade {
  /** Ids of the checks at the root. */
  readonly by: readonly string[];
  /** Their errors; none where they only had no answer. */
  readonly roots: readonly Root[];
}

/** Several blockades as one, each of what they name once. */
export function joined(blockades: readonly Blockade[]): Blockade {
  const roots = blockades.flatMap((blockade) => blockade.roots);
  return {
    by: [...new Set(blockades.flatMap(({ by }) => by))],
    roots: [...new Map(roots.map((root) => [JSON.stringify([root.check, root.code, root.target]), root])).values()],
  };
}
