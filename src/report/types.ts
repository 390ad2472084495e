import type { Report } from "../contract/index.js";

/** The formats a report can be written in. */
export const FORMATS = ["table", "json", "junit", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  /** Width of the terminal in characters; machine formats ignore it. */
  readonly columns: number;
  /** Whether ANSI colours are wanted; machine formats ignore it. */
  readonly color: boolean;
  /** Whether the terminal shows ASCII only; documents ignore it. */
  readonly ascii: boolean;
  /** Adds the evidence of passing checks, timings and the plan. */
  readonly verbose: boolean;
  /** Only the verdict and its causes. */
  readonly quiet: boolean;
}

/** Report in, text out: pure, and the text ends with one newline. */
export type Renderer = (report: Report, options: RenderOptions) => string;
