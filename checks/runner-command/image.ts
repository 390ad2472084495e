import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { replacing } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { parseReference } from "../../src/docker/reference.js";
import { RUNNER_IMAGE, RUNNER_REPOSITORY_NAME } from "../../src/requirements.js";
import { RUNNER_CODES } from "./codes.js";

/** An image that is not the runner's, by its name. */
export function unexpectedImage({ images }: RunnerPlan): readonly Finding[] {
  const runner = images.find(({ role }) => role === "runner");
  if (runner === undefined || runner.placeholder !== undefined) return [];
  const parsed = parseReference(runner.reference);
  if (!parsed.ok || parsed.reference.repository.split("/").at(-1) === RUNNER_REPOSITORY_NAME.value) return [];
  return [
    finding(RUNNER_CODES, "runner-image-unexpected", {
      message: `${runner.reference} does not look like the runner's image.`,
      target: runner.reference,
      evidence: [
        {
          what: "image of the start command",
          observed: runner.reference,
          expected: `a repository that ends with ${RUNNER_REPOSITORY_NAME.value}`,
          origin: runner.origin,
        },
      ],
      remedy: {
        summary: "Start the runner's image, or your mirror of it.",
        changes: [replacing([runner.reference], [RUNNER_IMAGE.value], runner.origin)],
      },
    }),
  ];
}
