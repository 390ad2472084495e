import type { MountIssue, MountProblem, PlannedMount, Written } from "../../contract/index.js";
import { hideInMount } from "../../secrets/user-info.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import type { PlanWorld } from "../inputs.js";
import { findPlaceholder } from "../placeholder.js";
import { type GivenOption, withValue } from "./given-option.js";
import { hiddenFields, readMountCsv } from "./mount-csv.js";
import type { ReadMount } from "./mount-result.js";
import { mountCsvSubject, volumeSubject } from "./mount-subject.js";
import { readVolume, targetProblem } from "./volume.js";

/** The mounts of a start command, and what must not be shown of them. */
export interface ReadMounts {
  readonly mounts: readonly PlannedMount[];
  readonly issues: readonly MountIssue[];
  readonly secrets: readonly string[];
}

const NAMES: ReadonlySet<string> = new Set(["volume", "mount", "tmpfs"]);

/** Reads `-v`, `--mount` and `--tmpfs`; of two at the same place docker takes none, here the first stays. */
export function readMounts(options: readonly GivenOption[], world: PlanWorld, tool: string): ReadMounts {
  const mounts = new Map<string, PlannedMount>();
  const issues: MountIssue[] = [];
  const secrets: string[] = [];
  for (const option of options) {
    if (!NAMES.has(option.name)) continue;
    const hidden = hideInMount(option.value.text);
    secrets.push(...hidden.secrets);
    const read = readMountOption(option.name, hidden.text, world, tool);
    const { mount } = read;
    const repeated = mount === undefined ? undefined : mounts.get(mount.target);
    const problem = read.problem ?? repetition(repeated);
    if (problem !== undefined) issues.push(issueAbout(option, hidden.text, read, problem));
    if (mount !== undefined && repeated === undefined)
      mounts.set(mount.target, planned(option, hidden.text, { ...read, mount }));
  }
  return { mounts: [...mounts.values()], issues, secrets };
}

function repetition(repeated: PlannedMount | undefined): MountProblem | undefined {
  return repeated && { of: "target-repeated", target: repeated.target, also: repeated.origin };
}

/** The option as it may be shown; `value` is its value without user-info. */
function shownOption(option: GivenOption, value: string): Written {
  const words = withoutParts(withValue(option, value), option.name === "mount" ? hiddenFields(value) : []);
  return { text: words.join(" "), words };
}

function issueAbout(option: GivenOption, value: string, read: ReadMount, problem: MountProblem): MountIssue {
  const { name, written, value: word } = option;
  const { suggestion } = read;
  const issue: MountIssue = {
    kind: "mount-invalid",
    subject: name === "mount" ? mountCsvSubject(value, read) : volumeSubject(value, read),
    ...shownOption(option, value),
    problem,
    origin: word.origin,
    ...(suggestion === undefined
      ? {}
      : { suggestion: { text: `${written} ${suggestion}`, words: [written, suggestion] } }),
  };
  const parts = name === "mount" ? hiddenFields(value) : [];
  return withoutParts(issue, read.problem === undefined ? parts : [...parts, ...oddParts(value)]);
}

function planned(
  option: GivenOption,
  value: string,
  read: ReadMount & Required<Pick<ReadMount, "mount">>,
): PlannedMount {
  const { mount, problem } = read;
  const { origin, unexpanded } = option.value;
  const odd = problem === undefined ? [] : oddParts(value);
  const placeholder = mount.source === undefined ? undefined : findPlaceholder(mount.source, "mount");
  return {
    form: option.name === "mount" ? "mount" : "volume",
    ...withoutParts({ ...mount, ...shownOption(option, value) }, odd),
    origin,
    ...(unexpanded.length === 0 ? {} : { unexpanded }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(problem === undefined ? {} : { refused: true }),
  };
}

function readMountOption(name: string, text: string, world: PlanWorld, tool: string): ReadMount {
  const paths = { directory: world.cwd, home: world.home, reader: tool === "podman" ? "podman" : "docker" } as const;
  if (name === "volume") return readVolume(text, paths);
  return name === "mount" ? readMountCsv(text, paths) : readTmpfs(text);
}

function readTmpfs(text: string): ReadMount {
  const [target = "", ...rest] = text.split(":");
  const modes = rest.join(":");
  const problem = targetProblem(target) ?? problemOfTmpfs(modes);
  const settings = modes === "" ? [] : modes.split(",");
  const mount = { type: "tmpfs", target, readOnly: settings.includes("ro"), options: settings } as const;
  return { mount, ...(problem === undefined ? {} : { problem }) };
}

const TMPFS_FLAG =
  /^(?:defaults|r[ow]|(?:no)?(?:suid|dev|exec|atime|diratime|relatime|strictatime)|a?sync|dirsync|remount|mand|r?unbindable|r?(?:private|shared|slave)|(?:mode|size|uid|gid|nr_inodes|nr_blocks|mpol)=.*)$/;

function problemOfTmpfs(modes: string): MountProblem | undefined {
  const unknown = modes === "" ? undefined : modes.split(",").find((mode) => !TMPFS_FLAG.test(mode));
  return unknown === undefined ? undefined : { of: "tmpfs-option-invalid", option: unknown };
}
