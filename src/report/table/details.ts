import type { CheckResult, TargetResult } from "../../contract/index.js";
import { credentialLines } from "../credentials.js";
import { evidenceLine } from "../evidence.js";
import { duration, wrap } from "../text.js";
import { content, type Context, CONTENT, LABEL, labelled, type Section } from "./context.js";

function targetText({ target, status, timings, vantage, blockedBy, reason }: TargetResult): string {
  const notes = [
    ...(vantage === undefined ? [] : [`seen by the ${vantage}`]),
    ...(blockedBy === undefined ? [] : [`blocked by ${blockedBy.join(", ")}`]),
    ...(reason === undefined ? [] : [reason]),
    ...Object.entries(timings ?? {}).map(([hop, ms]) => `${hop} ${duration(ms)}`),
  ];
  return `${target}: ${status}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

function checkLines({ id, title, targets = [], evidence }: CheckResult, context: Context): readonly string[] {
  if (evidence.length === 0 && targets.length === 0) return [];
  const [head = "", ...continued] = labelled(context, `${id}: ${title}`);
  return [
    head.replace(id, () => context.paint(id, "bold")),
    ...continued,
    ...targets.flatMap((target) => content(context, targetText(target))),
    ...evidence.flatMap((one) => content(context, evidenceLine(one))),
  ];
}

/** What each check saw. */
export function renderDetails(context: Context): Section {
  const lines = context.report.results.flatMap((result) => checkLines(result, context));
  return lines.length > 0 ? [context.paint("Evidence by check", "bold"), ...lines] : [];
}

/** How each image gets its credentials. */
export function renderCredentials({ report, columns, paint }: Context): Section {
  const lines = credentialLines(report.credentials ?? [], columns, paint);
  return lines.length > 0 ? [paint("Credentials", "bold"), ...lines] : [];
}

/** What was judged, each value with its place. */
export function renderPlan({ report: { plan }, columns, paint }: Context): Section {
  const lines = [
    ...plan.images.map(
      (image) => `image ${image.role}: ${image.reference}, pulled by ${image.puller} [${image.origin}]`,
    ),
    ...plan.mounts.map(
      (mount) =>
        `mount ${mount.type}: ${mount.source ?? "(anonymous)"} at ${mount.target}${mount.readOnly ? ", read-only" : ""} [${mount.origin}]`,
    ),
    ...plan.env.map(
      (variable) =>
        `variable ${variable.name}${variable.value === undefined ? "" : `=${variable.value}`} [${variable.origin}]`,
    ),
    ...plan.domains.map((domain) => `domain: ${domain}`),
    `docker config: ${plan.dockerConfig ?? "none"}`,
  ];
  return [paint("Plan", "bold"), ...lines.flatMap((line) => wrap(line, columns, LABEL, CONTENT))];
}
