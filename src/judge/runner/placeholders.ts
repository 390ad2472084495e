import type { Finding, ImageRole, RunnerPlan } from "../../contract/index.js";
import { finding } from "../findings.js";
import { RUNNER_CODES } from "./codes.js";
import { WHERE_TO_FIND } from "./variables.js";

/** The variable that sets the image of a role. */
const IMAGE_VARIABLES: Partial<Readonly<Record<ImageRole, string>>> = {
  pause: "PAUSE_IMAGE",
  "auth-proxy": "AUTH_PROXY_IMAGE",
  clone: "CLONE_IMAGE",
};

interface Placeholder {
  readonly target: string;
  readonly text: string;
  readonly origin: string;
  readonly summary: string;
}

function placeholdersOf({ env, images, mounts, containerName }: RunnerPlan): readonly Placeholder[] {
  const inVariables = env.flatMap(({ name, origin, traits }): readonly Placeholder[] =>
    traits.placeholder === undefined
      ? []
      : [{ target: name, text: traits.placeholder, origin, summary: `Give ${name} its real value; ${WHERE_TO_FIND}.` }],
  );
  const inImages = images.flatMap(({ role, reference, origin, placeholder }): readonly Placeholder[] => {
    if (placeholder === undefined) return [];
    const name = IMAGE_VARIABLES[role];
    const summary = `Replace ${placeholder} by your registry and repository${name === undefined ? "" : ` in -e ${name}=…, or remove ${name} to use the vendor's image`}.`;
    return [{ target: name ?? reference, text: placeholder, origin, summary }];
  });
  const inMounts = mounts.flatMap(({ text, origin, placeholder }): readonly Placeholder[] =>
    placeholder === undefined
      ? []
      : [{ target: text, text: placeholder, origin, summary: `Replace ${placeholder} by the real path on the host.` }],
  );
  const inName = /<[^>]*>/u.exec(containerName?.value ?? "")?.[0];
  const all = [
    // the image's words are the better ones where both the variable and the image name the placeholder
    ...inImages,
    ...inVariables,
    ...inMounts,
    ...(inName === undefined
      ? []
      : [
          {
            target: "--name",
            text: inName,
            origin: containerName?.origin ?? "",
            summary: `Replace ${inName} in --name.`,
          },
        ]),
  ];
  return all.filter(({ target }, index) => all.findIndex((other) => other.target === target) === index);
}

/** The documentation's words where values belong. */
export function placeholders(plan: RunnerPlan): readonly Finding[] {
  return placeholdersOf(plan).map(({ target, text, origin, summary }) =>
    finding(RUNNER_CODES, "variable-placeholder", {
      message: target.includes(text)
        ? `${target} still holds a placeholder of the documentation.`
        : `${target} still holds the placeholder ${text} of the documentation.`,
      target,
      evidence: [{ what: target, observed: text, expected: "a real value", origin }],
      remedy: { summary },
    }),
  );
}
