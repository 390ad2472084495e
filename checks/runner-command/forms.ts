import {
  type Finding,
  type PlannedVariable,
  type RemedyCommand,
  type RunnerPlan,
  type StartCommandChange,
  withoutEnds,
} from "../../src/contract/index.js";
import { VARIABLES } from "../../src/requirements.js";
import { insteadOfVariable, settingVariable } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import { isShellRuntime } from "./runtime.js";
import { givingValue } from "./secrets.js";
import { KNOWN_VARIABLES, WHERE_TO_FIND, isGiven } from "./variables.js";

/** What quoting, templates and URLs do to the braces of a UUID. */
function braceTrap(value: string): string | undefined {
  if (/%7B|%7D/iu.test(value)) return "has its braces encoded as in a URL; the form is {UUID}";
  if (/[`\\^][{}]/u.test(value))
    return "has escape characters at its braces, which belong to PowerShell or a shell and not into quotes; the form is {UUID}";
  if (value.startsWith("{{") || value.endsWith("}}")) return "has two pairs of braces; the form is {UUID}";
  if (/^\$\{[\da-f]{8}-/iu.test(value))
    return "has a $ before its braces, as if it were a variable; the form is {UUID}";
  return undefined;
}

/** What is wrong with the form of a value, in words that do not show it. */
function malformation({ name, via, value, traits }: PlannedVariable): string | undefined {
  if (traits.lineBreak) return "contains a line break";
  if (traits.quoted) return "has quotation marks at its ends, which are part of the value";
  if (traits.padded) return "has blanks or invisible characters at its ends";
  if (name === "RUNTIME")
    return value === undefined || value === "linux-docker" || isShellRuntime(value)
      ? undefined
      : "is none of the runtimes that are known (linux-docker)";
  const braces = VARIABLES.uuids.value.includes(name) ? braceTrap(value ?? "") : undefined;
  if (braces !== undefined) return braces;
  if (traits.unexpanded !== undefined)
    return via === "env-file"
      ? `contains ${traits.unexpanded.join(" ")}, which an env file does not expand`
      : undefined;
  if (!VARIABLES.uuids.value.includes(name)) return undefined;
  if (traits.braces === "unbalanced") return "has one brace only; the form is {UUID}";
  if (traits.uuidVersion === undefined) return `is not a UUID (${traits.length} characters)`;
  return traits.braces === "none" ? "is not in braces; the form is {UUID}" : undefined;
}

const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/iu;
const ODD_END = /["'“”‘’\s\u200B-\u200D\u2060]/u;

/** The value that was meant, where it can be made out: a whole UUID, or a value whose ends alone are wrong. */
function meantValue({ name, value = "", traits }: PlannedVariable): string | undefined {
  if (VARIABLES.uuids.value.includes(name)) {
    const uuid = UUID.exec(value)?.[0];
    return uuid === undefined ? undefined : `{${uuid}}`;
  }
  const inner = withoutEnds(value, ODD_END);
  const isWhole = !/[\r\n*]/u.test(inner) && traits.unexpanded === undefined;
  return inner === "" || inner === value || !isWhole ? undefined : inner;
}

function mending(
  plan: RunnerPlan,
  variable: PlannedVariable,
): { readonly commands?: readonly RemedyCommand[]; readonly changes: readonly StartCommandChange[] } {
  const { name } = variable;
  const meant = meantValue(variable);
  if (meant !== undefined) return { changes: [settingVariable(plan, name, meant)] };
  return name === "RUNTIME" ? { changes: [insteadOfVariable(variable)] } : givingValue(plan, name);
}

/** Values that do not have the form of those in Bitbucket's start commands. */
export function malformedVariables(plan: RunnerPlan): readonly Finding[] {
  // an image variable is judged as an image
  const judged = new Set(KNOWN_VARIABLES.filter((name) => !VARIABLES.images.value.includes(name)));
  return plan.env.flatMap((variable) => {
    if (!judged.has(variable.name) || !isGiven(variable) || variable.traits.placeholder !== undefined) return [];
    const problem = malformation(variable);
    if (problem === undefined) return [];
    const { name, origin } = variable;
    return [
      finding(RUNNER_CODES, "variable-malformed", {
        message: `The value of ${name} ${problem}.`,
        target: name,
        // what is no path cannot work, whatever the rest
        severity: name === "WORKING_DIRECTORY" ? "error" : "warning",
        evidence: [
          { what: name, observed: `its value ${problem}`, expected: "the value as Bitbucket shows it", origin },
        ],
        remedy: {
          summary: name === "RUNTIME" ? "Leave RUNTIME out." : `Copy the value of ${name} again; ${WHERE_TO_FIND}.`,
          ...mending(plan, variable),
        },
      }),
    ];
  });
}
