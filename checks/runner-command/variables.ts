import type { PlannedVariable } from "../../src/contract/index.js";
import { VARIABLES } from "../../src/requirements.js";
import { nearestWord } from "../../src/judge/nearest-word.js";

/** Variables that a runner is known to read. */
export const KNOWN_VARIABLES = [
  ...new Set([
    ...VARIABLES.required.value,
    ...VARIABLES.uuids.value,
    ...VARIABLES.images.value,
    ...VARIABLES.optional.value,
  ]),
];

/** Where the right value of a runner's variable is, as a sentence. */
export const WHERE_TO_FIND = "Bitbucket shows the value under Settings > Runners > Add runner.";

/** Whether the runner gets a value. */
export function isGiven({ absent, traits }: PlannedVariable): boolean {
  return absent !== true && !traits.empty;
}

/** The known variable that was probably meant: a near spelling, or the only one that has the parts of this name (`WORKING_DIR`, `OAUTH_SECRET`). */
export function nearestVariable(name: string): string | undefined {
  const near = nearestWord(name, KNOWN_VARIABLES);
  const parts = name.toUpperCase().split("_");
  if (near !== undefined || parts.length < 2 || parts.some((part) => part.length < 2)) return near;
  const whole = KNOWN_VARIABLES.filter((known) => {
    const rest = known.split("_");
    return parts.every((part) => {
      const at = rest.findIndex((one) => one.startsWith(part));
      if (at >= 0) rest.splice(0, at + 1);
      return at >= 0;
    });
  });
  return whole.length === 1 ? whole[0] : undefined;
}
