import type { PlannedImage, PlannedMount, RunnerPlan, Sourced, StartCommandChange } from "../../src/contract/index.js";
import { mountWords } from "../../src/docker/mount-option.js";
import { normalPath } from "../../src/docker/paths.js";
import type { Words } from "../../src/judge/findings.js";
import { removing, replacing, settingVariable } from "../../src/judge/remedy/changes.js";
import { insteadOf } from "../../src/judge/remedy/mounts.js";
import { LOGS_PATH, RUNNER_CONFIG_DIRECTORY, RUNNER_IMAGE, SOCKET_PATH } from "../../src/requirements.js";
import { givingValue } from "./secrets.js";
import { bareUuid } from "./uuid.js";
import { WHERE_TO_FIND } from "./variables.js";

/** A placeholder, and what holds it. */
export interface Placeholder {
  readonly plan: RunnerPlan;
  /** What holds it, in the words of targets. */
  readonly target: string;
  /** The placeholder itself. */
  readonly text: string;
  readonly holder:
    | { readonly of: "variable"; readonly name: string }
    /** the variable of an image */
    | { readonly of: "image-variable"; readonly name: string }
    | { readonly of: "image"; readonly image: PlannedImage }
    | { readonly of: "mount"; readonly mount: PlannedMount }
    | { readonly of: "container-name"; readonly name: Sourced<string> };
}

/** The words about a placeholder. */
export function placeholderWords(placeholder: Placeholder): Words {
  const { target, text } = placeholder;
  return {
    message: target.includes(text)
      ? `${target} still contains a placeholder.`
      : `${target} still contains the placeholder ${text}.`,
    ...remedyWords(placeholder),
  };
}

function remedyWords({ plan, text, holder }: Placeholder): Omit<Words, "message"> {
  switch (holder.of) {
    case "variable":
      return {
        summary: `Set ${holder.name} to its real value. ${WHERE_TO_FIND}`,
        ...givingValue(plan, holder.name),
      };
    case "image-variable":
      return {
        summary: `Replace ${text} with your registry and repository. Or remove ${holder.name} to use the vendor's image.`,
        changes: [settingVariable(plan, holder.name, "…")],
      };
    case "image": {
      const { role, reference, origin } = holder.image;
      const isRunner = role === "runner";
      return {
        summary: `Replace ${text} with your registry and repository.${isRunner ? " Or start the vendor's image." : ""}`,
        changes: isRunner ? [replacing([reference], [RUNNER_IMAGE.value], origin)] : [],
      };
    }
    case "mount": {
      const { mount } = holder;
      const source = realSource(plan, mount.target);
      const words =
        source === undefined ? withoutPlaceholder(mount, text) : mountWords(source, mount.target, mount.readOnly);
      return { summary: `Replace ${text} with the real path on the host.`, changes: [insteadOf(mount, words)] };
    }
    default:
      return {
        summary: `Replace ${text} with the runner's UUID. Or remove --name: docker then makes up a name.`,
        changes: [namedByUuid(plan, holder.name, text)],
      };
  }
}

/** The real path, where it is known by what it is mounted at. */
function realSource({ clientConfig }: RunnerPlan, target: string): string | undefined {
  const path = normalPath(target);
  if (path === RUNNER_CONFIG_DIRECTORY.value) return clientConfig.directory;
  if (path === `${RUNNER_CONFIG_DIRECTORY.value}/config.json`) return clientConfig.file;
  return path === SOCKET_PATH.value || path === LOGS_PATH.value ? path : undefined;
}

function withoutPlaceholder({ words }: PlannedMount, placeholder: string): readonly string[] {
  return words.map((word) => word.replace(placeholder, "…"));
}

function namedByUuid({ env }: RunnerPlan, { value, origin }: Sourced<string>, text: string): StartCommandChange {
  const uuid = env.find(({ name, traits }) => name === "RUNNER_UUID" && traits.uuidVersion !== undefined)?.value;
  const words = ["--name", value];
  return uuid === undefined
    ? removing(words, origin)
    : replacing(words, ["--name", value.replace(text, () => bareUuid(uuid))], origin);
}
