import type { CheckGroup } from "./check.js";
import type {
  BlockedEndpoint,
  CommandRole,
  Evidence,
  FindingName,
  Remedy,
  RemedyCommand,
  Severity,
  StartCommandChange,
  Vantage,
} from "./finding.js";
import type { PlannedImage, PlannedMount, PlanSource } from "./plan.js";

export type Status = "pass" | "warn" | "fail" | "skip" | "blocked" | "inconclusive";
/** The one code that the verdict line counts by itself: what it says weakens a PASS. */
export const LAYERS_UNVERIFIED = "layers-unverified";

export type VerdictWord = "pass" | "fail" | "undetermined";

/** An observed fact as reported: its place in words. */
export interface ReportEvidence extends Omit<Evidence, "origin"> {
  readonly origin?: string;
}

/** A change of the start command as reported. */
export interface ReportChange extends Omit<StartCommandChange, "origin"> {
  readonly origin?: string;
}

/** A command of a remedy as reported: its role is always there. */
export interface ReportCommand extends RemedyCommand {
  readonly role: CommandRole;
}

/** A remedy as reported. */
export interface ReportRemedy extends Omit<Remedy, "commands" | "changes"> {
  readonly commands: readonly ReportCommand[];
  readonly changes?: readonly ReportChange[];
}

/** A finding as reported: severity resolved, places in words. */
export interface ReportFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly target?: string;
  readonly hop?: string;
  readonly evidence: readonly ReportEvidence[];
  readonly remedy: ReportRemedy;
  readonly followsFrom?: FindingName;
}

export interface TargetResult {
  readonly target: string;
  readonly status: Status;
  readonly reason?: string;
  readonly blockedBy?: readonly string[];
  readonly vantage?: Vantage;
  readonly timings?: Readonly<Record<string, number>>;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly group: CheckGroup;
  readonly status: Status;
  readonly durationMs: number;
  readonly reason?: string;
  /** Ids of the checks whose failure kept this one from running. */
  readonly blockedBy?: readonly string[];
  readonly targets?: readonly TargetResult[];
  readonly findings: readonly ReportFinding[];
  readonly evidence: readonly ReportEvidence[];
}

/** Findings with the same code at the same hop are one cause. */
export interface Cause {
  readonly code: string;
  readonly severity: Severity;
  readonly hop?: string;
  readonly checks: readonly string[];
  readonly targets: readonly string[];
  /** Ids of the checks that it keeps from running, wholly or for some targets. */
  readonly blocks: readonly string[];
  /** Findings that follow from it and go away with it; absent where there are none. */
  readonly entails?: readonly FindingName[];
}

/** A blocked endpoint as reported: findings about the same failure are one entry. */
export interface NetworkEntry extends BlockedEndpoint {
  /** The gravest of its findings. */
  readonly severity: Severity;
  /** Ids of the checks that found it. */
  readonly checks: readonly string[];
}

export interface ReportPlan {
  readonly source: PlanSource;
  readonly description: string;
  readonly dockerHost: string;
  readonly images: readonly (Pick<PlannedImage, "role" | "reference" | "puller"> & { origin: string })[];
  /** Present when the engine really pulled (`--pull`). */
  readonly pull?: true;
  readonly mounts: readonly (Pick<PlannedMount, "source" | "target" | "readOnly" | "type"> & { origin: string })[];
  /** `value` only for allow-listed names. */
  readonly env: readonly { name: string; origin: string; value?: string }[];
  readonly domains: readonly string[];
  readonly dockerConfig: string | null;
}

/**
 * How the credentials of an image are found. `token`: the docker client has a token for it; `unsupported`: what decides is
 * nothing that the runner can use; `unknown`: the file could not be seen, or a store or helper decides that is not asked.
 */
export type CredentialOutcome = "anonymous" | "basic" | "token" | "unsupported" | "unknown";

/** From which file, by which key and which mechanism an image gets its credentials. Free of secrets. */
export interface CredentialTrace {
  /** As configured. */
  readonly image: string;
  /** Normalised; absent for a reference that cannot be asked for. */
  readonly registry?: string;
  /** Whose config.json decides: the operator's client for the runner image, the runner for the others. */
  readonly reader: "docker client" | "runner";
  /** The config.json; null where there is none. */
  readonly file: string | null;
  /** The key in `auths`, or in `credHelpers`, that counts. */
  readonly key?: string;
  /** What leads to the outcome, one sentence each, in the order in which it is looked at. */
  readonly steps: readonly string[];
  readonly outcome: CredentialOutcome;
  /** With `basic`. */
  readonly username?: string;
  /** With `unsupported`, the code of docker-config; with `unknown` and `token`, why in words. */
  readonly reason?: string;
  /** For a human: `anonymous`, `basic as deployer`, `unsupported: credential-store`. */
  readonly result: string;
}

/** Versions of the programs that the facts are about, each absent where it is not known. */
export interface Versions {
  /** As the engine gives it: `20.10.24+dfsg1`. */
  readonly engine?: string;
  /** Of the docker client on the machine. */
  readonly client?: string;
}

/** A fault of this program or of a plugin; the run ends with exit code 70. */
export interface Bug {
  /** Check id, plugin file, or part of the program. */
  readonly where: string;
  readonly message: string;
}

/** The whole result of a run; `--format json` prints it as it is. Docs: docs/report.schema.json. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "runner-preflight"; readonly version: string };
  /** Name of the machine (or container) on which the facts were seen; absent where it is not known. */
  readonly host?: string;
  readonly versions: Versions;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly deadlineMs: number;
  readonly mode: "live" | "recorded";
  /** When the facts were recorded, RFC 3339; with mode `recorded`. */
  readonly recordedAt?: string;
  readonly verdict: VerdictWord;
  readonly strict: boolean;
  readonly interrupted: boolean;
  readonly summary: Readonly<Record<Status, number>>;
  readonly causes: readonly Cause[];
  /** What the network blocks, for whoever runs it; absent where nothing is. */
  readonly network?: readonly NetworkEntry[];
  /** What a PASS does not claim. */
  readonly unproven: readonly string[];
  readonly plan: ReportPlan;
  /** One for each image; absent when no check that needs credentials was selected. */
  readonly credentials?: readonly CredentialTrace[];
  readonly results: readonly CheckResult[];
  /** Ids of the checks that were left out (`--only`, `--skip`); absent where none was. */
  readonly notRun?: readonly string[];
  readonly bugs: readonly Bug[];
}
