import {
  type Bug,
  type Cause,
  type CheckResult,
  type CredentialTrace,
  type Report,
  type ReportPlan,
  type RunnerPlan,
  type Status,
  type VerdictWord,
  originText,
} from "../contract/index.js";
import { mergeBlocked } from "./blocked.js";
import { readCauses } from "./causes.js";
import type { Machine } from "./machine.js";
import { tellOutages } from "./outages.js";
import type { CheckOutcome } from "./outcome.js";

/** What no run of this program can show, whatever the checks say. */
const ALWAYS_UNPROVEN = [
  "OAuth credentials (only their form is checked)",
  "container network (seen by this process and the engine, not by a container)",
];

export interface ReportParts {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly deadlineMs: number;
  readonly mode: "live" | "recorded";
  /** When the facts were recorded, RFC 3339. */
  readonly recordedAt?: string | undefined;
  readonly machine: Machine;
  readonly strict: boolean;
  readonly interrupted: boolean;
  readonly version: string;
  readonly plan: RunnerPlan;
  /** Ids of the known checks that were left out. */
  readonly notRun: readonly string[];
  readonly credentials?: readonly CredentialTrace[];
  readonly outcomes: readonly CheckOutcome[];
  readonly bugs: readonly Bug[];
}

/** Puts the report together: summary, causes, verdict. */
export function assembleReport(parts: ReportParts): Report {
  const outcomes = tellOutages(parts.outcomes, parts.plan);
  const results = outcomes.map((outcome) => outcome.result);
  const causes = readCauses(outcomes, parts.strict);
  const network = mergeBlocked(parts.outcomes.flatMap(({ blocked }) => blocked));
  return {
    schemaVersion: 1,
    tool: { name: "runner-preflight", version: parts.version },
    ...parts.machine,
    startedAt: parts.startedAt.toISOString(),
    durationMs: parts.durationMs,
    deadlineMs: parts.deadlineMs,
    mode: parts.mode,
    ...(parts.recordedAt === undefined ? {} : { recordedAt: parts.recordedAt }),
    verdict: readVerdict(results, causes, parts),
    strict: parts.strict,
    interrupted: parts.interrupted,
    summary: summarise(results),
    causes,
    ...(network.length === 0 ? {} : { network }),
    unproven: [...new Set([...ALWAYS_UNPROVEN, ...parts.outcomes.flatMap((outcome) => outcome.unproven)])],
    plan: reportPlan(parts.plan),
    ...(parts.credentials === undefined ? {} : { credentials: parts.credentials }),
    results,
    ...(parts.notRun.length === 0 ? {} : { notRun: parts.notRun }),
    bugs: parts.bugs,
  };
}

/** Fails closed: only a run in which something passed and nothing stayed open is a pass. */
function readVerdict(
  results: readonly CheckResult[],
  causes: readonly Cause[],
  parts: Pick<ReportParts, "interrupted" | "bugs">,
): VerdictWord {
  if (causes.length > 0) return "fail";
  const isOpen = results.some((result) => result.status === "inconclusive" || result.status === "blocked");
  const isProven = results.some((result) => result.status === "pass" || result.status === "warn");
  return isOpen || !isProven || parts.interrupted || parts.bugs.length > 0 ? "undetermined" : "pass";
}

function summarise(results: readonly CheckResult[]): Record<Status, number> {
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  return {
    pass: count("pass"),
    warn: count("warn"),
    fail: count("fail"),
    skip: count("skip"),
    blocked: count("blocked"),
    inconclusive: count("inconclusive"),
  };
}

function reportPlan(plan: RunnerPlan): ReportPlan {
  return {
    source: plan.source,
    description: plan.description,
    dockerHost: plan.dockerHost.value,
    ...(plan.pull === undefined ? {} : { pull: true }),
    images: plan.images.map(({ role, reference, puller, origin }) => ({
      role,
      reference,
      puller,
      origin: originText(origin),
    })),
    mounts: plan.mounts.map(({ source, target, readOnly, type, origin }) => ({
      ...(source === undefined ? {} : { source }),
      target,
      readOnly,
      type,
      origin: originText(origin),
    })),
    env: plan.env.map(({ name, origin, value }) => ({
      name,
      origin: originText(origin),
      ...(value === undefined ? {} : { value }),
    })),
    domains: plan.domains.map((domain) => domain.value),
    dockerConfig: plan.runnerConfig?.file ?? null,
  };
}
