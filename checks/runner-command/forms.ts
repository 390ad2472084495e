import type { Finding, PlannedVariable, RunnerPlan } from "../../src/contract/index.js";
import { VARIABLES } from "../../src/requirements.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import { isShellRuntime } from "./runtime.js";
import { malformationWords, type Malformation } from "./variable-words.js";
import { KNOWN_VARIABLES, isGiven } from "./variables.js";

/** What quoting, templates and URLs do to the braces of a UUID. */
function braceTrap(value: string): Malformation | undefined {
  if (/%7B|%7D/iu.test(value)) return { of: "braces-encoded" };
  if (/[`\\^][{}]/u.test(value)) return { of: "braces-escaped" };
  if (value.startsWith("{{") || value.endsWith("}}")) return { of: "braces-doubled" };
  return /^\$\{[\da-f]{8}-/iu.test(value) ? { of: "braces-after-dollar" } : undefined;
}

/** Whether single quotes of the text keep a shell from these. */
function isQuoted({ source, issues }: RunnerPlan, parts: readonly string[]): boolean {
  if (source !== "command-file" || parts.includes("$…")) return false;
  return !issues.some(({ kind, text }) => kind === "unexpanded" && parts.includes(text));
}

/** What is wrong with the form of a value. */
function malformationOf(plan: RunnerPlan, { name, via, value, traits }: PlannedVariable): Malformation | undefined {
  if (traits.lineBreak) return { of: "line-break" };
  if (traits.quoted) return { of: "quoted" };
  if (traits.padded) return { of: "padded" };
  if (name === "RUNTIME") {
    const isKnown = value === undefined || value === "linux-docker" || isShellRuntime(value);
    return isKnown ? undefined : { of: "runtime" };
  }
  const braces = VARIABLES.uuids.value.includes(name) ? braceTrap(value ?? "") : undefined;
  if (braces !== undefined) return braces;
  if (traits.unexpanded !== undefined) {
    const parts = traits.unexpanded;
    if (via === "env-file") return { of: "unexpanded", by: "env-file", parts };
    return isQuoted(plan, parts) ? { of: "unexpanded", by: "quotes", parts } : undefined;
  }
  if (!VARIABLES.uuids.value.includes(name)) return undefined;
  if (traits.braces === "unbalanced") return { of: "braces-unbalanced" };
  if (traits.uuidVersion === undefined) return { of: "no-uuid", length: traits.length };
  return traits.braces === "none" ? { of: "braces-missing" } : undefined;
}

/** Values that do not have the form of those in Bitbucket's start commands. */
export function malformedVariables(plan: RunnerPlan): readonly Finding[] {
  // an image variable is judged as an image
  const judged = new Set(KNOWN_VARIABLES.filter((name) => !VARIABLES.images.value.includes(name)));
  return plan.env.flatMap((variable) => {
    if (!judged.has(variable.name) || !isGiven(variable) || variable.traits.placeholder !== undefined) return [];
    const malformation = malformationOf(plan, variable);
    if (malformation === undefined) return [];
    const { name, origin } = variable;
    const observed = malformationWords(malformation);
    return [
      findingFor(
        RUNNER_CODES,
        "variable-malformed",
        { plan, variable, malformation },
        {
          target: name,
          // what is no path cannot work, whatever the rest
          severity: name === "WORKING_DIRECTORY" ? "error" : "warning",
          evidence: [{ what: name, observed, expected: "the value that Bitbucket shows", origin }],
        },
      ),
    ];
  });
}
