import { LIMITS, originText, type Place, placeText, type PlanIssue, UsageError } from "../contract/index.js";
import { VARIABLES } from "../requirements.js";
import type { Deployment } from "./deployment.js";
import type { PlanInputs } from "./inputs.js";

const EXPECTED = "expected the deployment of one runner";

/** @throws UsageError for more issues than anybody reads */
export function requireFewIssues(issues: readonly PlanIssue[], place: Place): void {
  if (issues.length > LIMITS.issues) {
    throw new UsageError(
      `${placeText(place)}: more than ${LIMITS.issues} words and keys are refused by docker; ${EXPECTED}`,
    );
  }
}

/** @throws UsageError for a reference of an image that is far too long to be one */
export function requireShortReference(reference: string, place: Place): void {
  if (reference.length > LIMITS.referenceCharacters) {
    throw new UsageError(
      `${placeText(place)}: the reference of an image is longer than ${LIMITS.referenceCharacters} characters; ${EXPECTED}`,
    );
  }
}

/**
 * A deployment of a size that a runner can have: what is judged is judged one by one and with each other.
 *
 * @throws UsageError that names the limit
 */
export function requireBounded(deployment: Deployment, { images = [] }: PlanInputs): Deployment {
  const { description, mounts, variables, issues } = deployment;
  const refuse = (what: string, most: number): never => {
    throw new UsageError(`${description}: more than ${most} ${what}; ${EXPECTED}`);
  };
  if (mounts.length > LIMITS.mounts) refuse("mounts", LIMITS.mounts);
  if (new Set(variables.map(({ name }) => name)).size > LIMITS.variables) refuse("variables", LIMITS.variables);
  for (const { name, value = "", origin } of variables) {
    if (VARIABLES.images.value.includes(name)) requireShortReference(value, `${originText(origin)}: ${name}`);
  }
  for (const image of images) requireShortReference(image, "--image");
  requireFewIssues(issues, description);
  return deployment;
}
