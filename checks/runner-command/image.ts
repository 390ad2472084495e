import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { parseReference } from "../../src/docker/reference.js";
import { RUNNER_REPOSITORY_NAME } from "../../src/requirements.js";
import { RUNNER_CODES } from "./codes.js";

/** An image that is not the runner's, by its name. */
export function unexpectedImage({ images }: RunnerPlan): readonly Finding[] {
  const runner = images.find(({ role }) => role === "runner");
  if (runner === undefined || runner.placeholder !== undefined) return [];
  const parsed = parseReference(runner.reference);
  if (!parsed.ok || parsed.reference.repository.split("/").at(-1) === RUNNER_REPOSITORY_NAME.value) return [];
  return [
    findingFor(
      RUNNER_CODES,
      "runner-image-unexpected",
      { image: runner },
      {
        target: runner.reference,
        evidence: [
          {
            what: "image of the start command",
            observed: runner.reference,
            expected: `a name that ends with ${RUNNER_REPOSITORY_NAME.value}`,
            origin: runner.origin,
          },
        ],
      },
    ),
  ];
}
