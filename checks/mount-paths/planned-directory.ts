import {
  BY_DEFAULT,
  type Origin,
  type PlannedMount,
  type RunnerPlan,
  type StartCommandChange,
} from "../../src/contract/index.js";
import { mountWords } from "../../src/docker/mount-option.js";
import { normalPath } from "../../src/docker/paths.js";
import { hostPath, isKnown, mountCovering } from "../../src/judge/mounts/covering.js";
import { settingVariable } from "../../src/judge/remedy/changes.js";
import { insteadOf, mounting, withoutMount } from "../../src/judge/remedy/mounts.js";
import { DEFAULT_WORKING_DIRECTORY } from "../../src/requirements.js";

/** Why the path of the working directory is not known. */
export type UnknownDirectory =
  | { readonly of: "placeholder"; readonly placeholder: string }
  | { readonly of: "malformed" }
  | { readonly of: "unexpanded" };

interface WorkingDirectory {
  readonly path: string;
  readonly origin: Origin;
  readonly unknown?: UnknownDirectory;
}

/** WORKING_DIRECTORY, the documented default where the plan has none. */
export function workingDirectory({ env }: RunnerPlan): WorkingDirectory {
  const variable = env.find(({ name }) => name === "WORKING_DIRECTORY");
  if (variable === undefined || variable.absent === true || variable.traits.empty)
    return { path: DEFAULT_WORKING_DIRECTORY.value, origin: BY_DEFAULT };
  const { value, origin, traits } = variable;
  const unknown = (why: UnknownDirectory): WorkingDirectory => ({ path: "WORKING_DIRECTORY", origin, unknown: why });
  if (traits.placeholder !== undefined) return unknown({ of: "placeholder", placeholder: traits.placeholder });
  if (traits.lineBreak || traits.quoted || traits.padded) return unknown({ of: "malformed" });
  if (value === undefined || (traits.unexpanded ?? []).length > 0) return unknown({ of: "unexpanded" });
  return { path: value.startsWith("/") ? normalPath(value) : value, origin };
}

/** The path mounted at the same path: by the mount around the present one, where that does it, else in its place. */
export function sharing(plan: RunnerPlan, path: string, mount: PlannedMount): StartCommandChange {
  const around = mountCovering(
    plan.mounts.filter((other) => other !== mount),
    path,
  );
  return around !== undefined && isShared(around, path) ? withoutMount(mount) : mounting(plan, path, path);
}

function isShared(mount: PlannedMount, path: string): boolean {
  return isKnown(mount) && !mount.readOnly && hostPath(mount, path) === path;
}

/** The vendor's working directory instead of the planned one, and instead of the mount that docker refuses. */
export function vendorDirectory(plan: RunnerPlan, refused?: PlannedMount): readonly StartCommandChange[] {
  const path = DEFAULT_WORKING_DIRECTORY.value;
  if (workingDirectory(plan).path === path) return [];
  const there = mountCovering(plan.mounts, path);
  const isThere = there !== undefined && isShared(there, path);
  return [
    settingVariable(plan, "WORKING_DIRECTORY", path),
    ...(refused === undefined
      ? isThere
        ? []
        : [mounting(plan, path, path)]
      : [isThere ? withoutMount(refused) : insteadOf(refused, mountWords(path, path))]),
  ];
}
