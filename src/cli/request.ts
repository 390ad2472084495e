import type { ConfigEdit } from "../repair/config-edits.js";
import type { Format } from "../report/types.js";

/** A file to write a report to, from `--report FORMAT=FILE`. */
export interface ReportTarget {
  readonly format: Format;
  readonly file: string;
}

/** What the command line asks for, checked for form and contradictions, nothing read yet. */
export interface CheckRequest {
  /** The words after `--`. */
  readonly words?: readonly string[];
  readonly commandFile?: string;
  readonly compose?: string;
  readonly service?: string;
  readonly container?: string;
  readonly images: readonly string[];
  readonly domains: readonly string[];
  readonly dockerHost?: string;
  readonly dockerConfig?: string;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly strict: boolean;
  /** Limit of each hop of a probe. */
  readonly timeoutMs: number;
  /** Limit of the whole run. */
  readonly deadlineMs: number;
  readonly concurrency: number;
  readonly format: Format;
  readonly reports: readonly ReportTarget[];
  readonly facts?: string;
  readonly from?: string;
  readonly plugins: readonly string[];
  /** The engine really pulls. */
  readonly pull: boolean;
  /** What it pulled stays. */
  readonly keepImages: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** `credentials`: the deployment, and the images that are asked about (all of the plan when none is named). */
export interface CredentialsRequest {
  readonly check: CheckRequest;
  readonly images: readonly string[];
  readonly format: "table" | "json";
}

/** `repair`: the file, what is done to it, and whether that is agreed to beforehand. */
export interface RepairRequest {
  readonly file: string;
  readonly isAgreed: boolean;
  readonly repair:
    | { readonly of: "config"; readonly edits: readonly ConfigEdit[] }
    | { readonly of: "daemon" }
    | { readonly of: "command" };
}

export type Request =
  | { readonly command: "text"; readonly text: string }
  | { readonly command: "check"; readonly check: CheckRequest }
  | { readonly command: "credentials"; readonly credentials: CredentialsRequest }
  | { readonly command: "repair"; readonly repair: RepairRequest }
  | { readonly command: "list"; readonly format: "table" | "json"; readonly plugins: readonly string[] }
  | { readonly command: "explain"; readonly topic: string; readonly plugins: readonly string[] };
