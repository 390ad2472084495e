import type { Evidence, PlannedMount, RunnerPlan, StartCommandChange, TargetVerdict } from "../../contract/index.js";
import { adding, optionWords, removing, replacing } from "../changes.js";
import { isKnown, mountCovering, mountOption, mountSource, normalPath } from "../mounts.js";

/** A mount in the form in which the plan's input writes it. */
export function written({ source: input }: RunnerPlan, source: string, target: string, readOnly = false): string {
  const option = mountOption(source, target, readOnly);
  return input === "compose" ? `"${option.slice("-v ".length)}" (under volumes)` : option;
}

/** The option of `docker run` that a mount, or one that docker refuses, is written as; a compose file leaves its name out. */
export function writtenWords(text: string): readonly string[] {
  if (text.startsWith("-")) return optionWords(text);
  return [text.startsWith("type=") ? "--mount" : "-v", text];
}

function wordsOf({ type, text }: PlannedMount): readonly string[] {
  const isBare = type === "tmpfs" && text.startsWith("/");
  return isBare ? ["--tmpfs", text] : writtenWords(text);
}

/** The option that mounts `source` at `target`, as words. */
export function mountWords(source: string, target: string, readOnly = false): readonly string[] {
  return optionWords(mountOption(source, target, readOnly));
}

/** The start command without a mount. */
export function withoutMount(mount: PlannedMount): StartCommandChange {
  return removing(wordsOf(mount), mount.origin);
}

/** Another mount instead of one that is there. */
export function insteadOf(mount: PlannedMount, words: readonly string[]): StartCommandChange {
  return replacing(wordsOf(mount), words, mount.origin);
}

/** A mount of `source` at `target`: in the place of the mount with this very target, else besides the others. */
export function mounting(plan: RunnerPlan, source: string, target: string, readOnly = false): StartCommandChange {
  const words = mountWords(source, target, readOnly);
  const there = plan.mounts.find((mount) => normalPath(mount.target) === normalPath(target));
  return there === undefined ? adding(...words) : insteadOf(there, words);
}

/** The same mount, read-only or writable. */
export function withMode(mount: PlannedMount, readOnly: boolean): StartCommandChange {
  const { form, type, source = "", target, options } = mount;
  const [name = ""] = writtenWords(mount.text);
  if (name !== "--mount" && form !== "mount") {
    const modes = [...options.filter((option) => option !== "rprivate"), ...(readOnly ? ["ro"] : [])].join(",");
    return insteadOf(mount, ["-v", `${source}:${target}${modes === "" ? "" : `:${modes}`}`]);
  }
  const propagation = options.map((option) => `bind-propagation=${option}`);
  const fields = [`type=${type}`, `source=${source}`, `target=${target}`, ...propagation];
  return insteadOf(mount, ["--mount", [...fields, ...(readOnly ? ["readonly"] : [])].join(",")]);
}

/** The mount that docker would refuse: it is reported as `mount-invalid` and judged no further. */
export function isRefused({ issues }: RunnerPlan, mount: PlannedMount): boolean {
  return issues.some(({ kind, text }) => kind === "mount-invalid" && text === mount.text);
}

/** Why nothing can be said about what is mounted at a path of the container, if nothing can. */
function uncertainty(plan: RunnerPlan, path: string): string | undefined {
  const invalid = plan.issues.find(({ kind, text }) => kind === "mount-invalid" && text.includes(path));
  if (invalid !== undefined) return `${invalid.text} was probably meant, and docker refuses it`;
  const open = plan.mounts.find(({ target, unexpanded }) => (unexpanded ?? []).some((part) => target.includes(part)));
  return open === undefined ? undefined : `the target of ${open.text} has parts that only a shell expands`;
}

type Look =
  | { readonly kind: "mount"; readonly mount: PlannedMount }
  | { readonly kind: "none" }
  | { readonly kind: "settled"; readonly verdict: TargetVerdict };

/** The mount that decides about a path of the container, or why there is nothing to judge. */
export function lookAt(plan: RunnerPlan, path: string): Look {
  const mount = mountCovering(plan.mounts, path);
  if (mount === undefined) {
    const reason = uncertainty(plan, path);
    if (reason === undefined) return { kind: "none" };
    return { kind: "settled", verdict: { status: reason.endsWith("expands") ? "inconclusive" : "skip", reason } };
  }
  if (isRefused(plan, mount))
    return { kind: "settled", verdict: { status: "skip", reason: `docker refuses ${mount.text} (mount-invalid)` } };
  if (mount.placeholder !== undefined)
    return {
      kind: "settled",
      verdict: { status: "skip", reason: `${mount.text} holds the placeholder ${mount.placeholder} (runner-command)` },
    };
  if (!isKnown(mount))
    return {
      kind: "settled",
      verdict: {
        status: "inconclusive",
        reason: `${mount.text} has parts that only a shell expands (${(mount.unexpanded ?? []).join(" ")}): give the expanded path`,
      },
    };
  return { kind: "mount", mount };
}

/** A mount as evidence: what is at its target and where that is written. */
export function mountEvidence(mount: PlannedMount, expected?: string): Evidence {
  return {
    what: `mount at ${mount.target}`,
    observed: `${mountSource(mount)}${mount.readOnly ? " (read-only)" : ""}`,
    ...(expected === undefined ? {} : { expected }),
    origin: mount.origin,
  };
}

/** All mounts as evidence that one of them is lacking. */
export function mountsEvidence({ mounts, description }: RunnerPlan, expected: string): Evidence {
  const list = mounts.map(({ text }) => text).join(" ");
  return { what: "mounts of the runner", observed: list === "" ? "none" : list, expected, origin: description };
}
