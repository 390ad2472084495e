import type { Finding, PlannedImage, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import type { Placeholder } from "./placeholder-words.js";

/** The variable that sets the image of a role. */
const IMAGE_VARIABLES: Partial<Readonly<Record<PlannedImage["role"], string>>> = {
  pause: "PAUSE_IMAGE",
  "auth-proxy": "AUTH_PROXY_IMAGE",
  clone: "CLONE_IMAGE",
};

interface Found extends Placeholder {
  readonly origin: PlannedImage["origin"];
}

function inVariables(plan: RunnerPlan): readonly Found[] {
  return plan.env.flatMap(({ name, origin, traits }) => {
    if (traits.placeholder === undefined) return [];
    return [{ plan, target: name, text: traits.placeholder, origin, holder: { of: "variable", name } }];
  });
}

function inImages(plan: RunnerPlan): readonly Found[] {
  return plan.images.flatMap((image): readonly Found[] => {
    const { role, reference, origin, placeholder: text } = image;
    if (text === undefined) return [];
    const name = IMAGE_VARIABLES[role];
    return name === undefined
      ? [{ plan, target: reference, text, origin, holder: { of: "image", image } }]
      : [{ plan, target: name, text, origin, holder: { of: "image-variable", name } }];
  });
}

function inMounts(plan: RunnerPlan): readonly Found[] {
  return plan.mounts.flatMap((mount) => {
    const { text: target, origin, placeholder: text } = mount;
    return text === undefined ? [] : [{ plan, target, text, origin, holder: { of: "mount", mount } }];
  });
}

function inName(plan: RunnerPlan): readonly Found[] {
  const { containerName: name } = plan;
  const text = name?.placeholder;
  if (name === undefined || text === undefined) return [];
  return [{ plan, target: "--name", text, origin: name.origin, holder: { of: "container-name", name } }];
}

/** What documentation, templates and wikis leave to be replaced, where values belong. */
export function placeholders(plan: RunnerPlan): readonly Finding[] {
  // the image's words are the better ones where both the variable and the image name the placeholder
  const all = [...inImages(plan), ...inVariables(plan), ...inMounts(plan), ...inName(plan)];
  return all
    .filter(({ target }, index) => all.findIndex((other) => other.target === target) === index)
    .map(({ origin, ...placeholder }) => {
      const { target, text } = placeholder;
      return findingFor(RUNNER_CODES, "variable-placeholder", placeholder, {
        target,
        evidence: [{ what: target, observed: text, expected: "a real value", origin }],
      });
    });
}
