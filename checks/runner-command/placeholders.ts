import type {
  Finding,
  Origin,
  PlannedImage,
  PlannedMount,
  RemedyCommand,
  RunnerPlan,
  Sourced,
  StartCommandChange,
} from "../../src/contract/index.js";
import { LOGS_PATH, RUNNER_CONFIG_DIRECTORY, RUNNER_IMAGE, SOCKET_PATH } from "../../src/requirements.js";
import { removing, replacing, settingVariable } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { insteadOf, mountWords, writtenWords } from "../../src/judge/remedy/mounts.js";
import { normalPath } from "../../src/docker/paths.js";
import { RUNNER_CODES } from "./codes.js";
import { givingValue } from "./secrets.js";
import { bareUuid } from "./uuid.js";
import { WHERE_TO_FIND } from "./variables.js";

/** The variable that sets the image of a role. */
const IMAGE_VARIABLES: Partial<Readonly<Record<PlannedImage["role"], string>>> = {
  pause: "PAUSE_IMAGE",
  "auth-proxy": "AUTH_PROXY_IMAGE",
  clone: "CLONE_IMAGE",
};

interface Placeholder {
  readonly target: string;
  readonly text: string;
  readonly origin: Origin;
  readonly summary: string;
  readonly commands?: readonly RemedyCommand[];
  readonly changes: readonly StartCommandChange[];
}

function inVariables(plan: RunnerPlan): readonly Placeholder[] {
  return plan.env.flatMap(({ name, origin, traits }) => {
    if (traits.placeholder === undefined) return [];
    const summary = `Give ${name} its real value; ${WHERE_TO_FIND}.`;
    return [{ target: name, text: traits.placeholder, origin, summary, ...givingValue(plan, name) }];
  });
}

function inImages(plan: RunnerPlan): readonly Placeholder[] {
  return plan.images.flatMap(({ role, reference, origin, placeholder: text }): readonly Placeholder[] => {
    if (text === undefined) return [];
    const name = IMAGE_VARIABLES[role];
    if (name !== undefined) {
      const summary = `Replace ${text} by your registry and repository, or remove ${name} to use the vendor's image.`;
      return [{ target: name, text, origin, summary, changes: [settingVariable(plan, name, "…")] }];
    }
    const summary = `Replace ${text} by your registry and repository${role === "runner" ? ", or start the vendor's image" : ""}.`;
    const changes = role === "runner" ? [replacing([reference], [RUNNER_IMAGE.value], origin)] : [];
    return [{ target: reference, text, origin, summary, changes }];
  });
}

/** The real path, where it is known by what it is mounted at. */
function realSource({ clientConfig }: RunnerPlan, target: string): string | undefined {
  const path = normalPath(target);
  if (path === RUNNER_CONFIG_DIRECTORY.value) return clientConfig.directory;
  if (path === `${RUNNER_CONFIG_DIRECTORY.value}/config.json`) return clientConfig.file;
  return path === SOCKET_PATH.value || path === LOGS_PATH.value ? path : undefined;
}

function inMounts(plan: RunnerPlan): readonly Placeholder[] {
  return plan.mounts.flatMap((mount) => {
    const { text, target, readOnly, origin, placeholder } = mount;
    if (placeholder === undefined) return [];
    const source = realSource(plan, target);
    const words = source === undefined ? withoutPlaceholder(mount, placeholder) : mountWords(source, target, readOnly);
    const summary = `Replace ${placeholder} by the real path on the host.`;
    return [{ target: text, text: placeholder, origin, summary, changes: [insteadOf(mount, words)] }];
  });
}

function withoutPlaceholder({ text }: PlannedMount, placeholder: string): readonly string[] {
  return writtenWords(text).map((word) => word.replace(placeholder, "…"));
}

function inName({ containerName, env }: RunnerPlan): readonly Placeholder[] {
  const text = /<[^>]*>/u.exec(containerName?.value ?? "")?.[0];
  if (containerName === undefined || text === undefined) return [];
  const uuid = env.find(({ name, traits }) => name === "RUNNER_UUID" && traits.uuidVersion !== undefined)?.value;
  return [
    {
      target: "--name",
      text,
      origin: containerName.origin,
      summary: `Replace ${text} by the runner's UUID, or leave --name out: docker then makes up a name.`,
      changes: [namedFor(containerName, text, uuid)],
    },
  ];
}

function namedFor({ value, origin }: Sourced<string>, text: string, uuid: string | undefined): StartCommandChange {
  const words = ["--name", value];
  return uuid === undefined
    ? removing(words, origin)
    : replacing(words, ["--name", value.replace(text, () => bareUuid(uuid))], origin);
}

/** The documentation's words where values belong. */
export function placeholders(plan: RunnerPlan): readonly Finding[] {
  // the image's words are the better ones where both the variable and the image name the placeholder
  const all = [...inImages(plan), ...inVariables(plan), ...inMounts(plan), ...inName(plan)];
  return all
    .filter(({ target }, index) => all.findIndex((other) => other.target === target) === index)
    .map(({ target, text, origin, summary, commands, changes }) =>
      finding(RUNNER_CODES, "variable-placeholder", {
        message: target.includes(text)
          ? `${target} still holds a placeholder of the documentation.`
          : `${target} still holds the placeholder ${text} of the documentation.`,
        target,
        evidence: [{ what: target, observed: text, expected: "a real value", origin }],
        remedy: { summary, commands, changes },
      }),
    );
}
