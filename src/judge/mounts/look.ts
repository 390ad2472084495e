import type { Evidence, PlanIssue, PlannedMount, RunnerPlan, TargetVerdict } from "../../contract/index.js";
import { isWithin, normalPath } from "../../docker/paths.js";
import { expansionsGiving } from "../expansions.js";
import { listText } from "../text.js";
import { isKnown, mountCovering, mountSource } from "./covering.js";

/** The mount that docker would refuse: it is reported as `mount-invalid` and judged no further. */
export function isRefused({ refused }: PlannedMount): boolean {
  return refused === true;
}

/** Whether a mount that docker refuses was meant to bring a path of the container; nothing is mounted at the root. */
export function isMeantFor({ kind, subject }: PlanIssue, path: string): boolean {
  if (kind !== "mount-invalid" || subject.of !== "mount") return false;
  return subject.target !== undefined && subject.target !== "/" && isWithin(path, subject.target);
}

/** Why nothing can be said about what is mounted at a path of the container, if nothing can. */
function uncertainty(plan: RunnerPlan, path: string): TargetVerdict | undefined {
  const invalid = plan.issues.find((issue) => isMeantFor(issue, path));
  if (invalid !== undefined)
    return {
      status: "skip",
      reason: `docker refuses ${invalid.text}, which is probably meant for it (see mount-invalid)`,
    };
  const open = plan.mounts.find(({ target, unexpanded }) => (unexpanded ?? []).some((part) => target.includes(part)));
  const giving = expansionsGiving(plan, "mounts");
  if (open === undefined && giving.length > 0)
    return { status: "inconclusive", reason: `only a shell knows what ${listText(giving)} mounts (runner-command)` };
  if (open === undefined) return undefined;
  return { status: "inconclusive", reason: `only a shell knows the target of ${open.text}` };
}

type Look =
  | { readonly kind: "mount"; readonly mount: PlannedMount }
  | { readonly kind: "none" }
  | { readonly kind: "settled"; readonly verdict: TargetVerdict };

/** The mount that decides about a path of the container, or why there is nothing to judge. */
export function lookAt(plan: RunnerPlan, path: string): Look {
  const mount = mountCovering(
    plan.mounts.filter((one) => !isRefused(one) || normalPath(one.target) !== "/"),
    path,
  );
  if (mount === undefined) {
    const verdict = uncertainty(plan, path);
    return verdict === undefined ? { kind: "none" } : { kind: "settled", verdict };
  }
  if (isRefused(mount))
    return { kind: "settled", verdict: { status: "skip", reason: `docker refuses ${mount.text} (see mount-invalid)` } };
  if (mount.placeholder !== undefined)
    return {
      kind: "settled",
      verdict: {
        status: "skip",
        reason: `${mount.text} contains the placeholder ${mount.placeholder} (see runner-command)`,
      },
    };
  if (!isKnown(mount))
    return {
      kind: "settled",
      verdict: {
        status: "inconclusive",
        reason: `only a shell knows ${(mount.unexpanded ?? []).join(" ")} in ${mount.text}; write the real path`,
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
