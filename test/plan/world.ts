import { posix } from "node:path";
import { type CommandIssue, UnreadableFile } from "../../src/contract/index.js";
import { parseCompose } from "../../src/plan/compose/service.js";
import { loadPlan, type LoadedPlan, type PlanInputs, type PlanWorld } from "../../src/plan/index.js";
import type { ComposeInput } from "../../src/plan/inputs.js";

export interface WorldParts {
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly cwd?: string;
  /** Absolute path → text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A world of plain data. */
function worldOf(parts: WorldParts = {}): PlanWorld {
  const files = new Map(Object.entries(parts.files ?? {}));
  return {
    env: parts.env ?? {},
    cwd: parts.cwd ?? "/work-dir",
    home: parts.home ?? "/home/op",
    exists: (path) => files.has(posix.normalize(path)),
    lacksFolder: (path) => ![...files.keys()].some((file) => file.startsWith(`${posix.normalize(path)}/`)),
    readText(path) {
      const text = files.get(posix.normalize(path));
      if (text === undefined) throw new UnreadableFile(path, "no such file");
      return text;
    },
  };
}

/** Inputs as data alone. */
export type Inputs = Omit<PlanInputs, "compose"> & { readonly compose?: ComposeInput };

export function load({ compose, ...inputs }: Inputs, parts: WorldParts = {}): LoadedPlan {
  return loadPlan({ ...inputs, ...(compose && { compose: { ...compose, parse: parseCompose } }) }, worldOf(parts));
}

/** The plan of words after `--`, given as one string split at blanks. */
export function loadWords(line: string | readonly string[], parts: WorldParts = {}): LoadedPlan {
  return load({ words: typeof line === "string" ? line.split(" ") : line }, parts);
}

export function loadText(text: string, parts: WorldParts = {}): LoadedPlan {
  return load({ commandFile: { name: "runner.sh", text } }, parts);
}

export function issuesOf({ plan }: LoadedPlan): readonly string[] {
  return plan.issues.map(({ kind, text }) => `${kind} ${text}`);
}

/** What is wrong besides mounts. */
export function commandIssues({ plan }: LoadedPlan): readonly CommandIssue[] {
  return plan.issues.filter((issue) => issue.kind !== "mount-invalid");
}
