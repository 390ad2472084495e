import {
  type PlannedVariable,
  type RunnerPlan,
  type StartCommandChange,
  withoutEnds,
} from "../../src/contract/index.js";
import type { Words } from "../../src/judge/findings.js";
import { insteadOfVariable, renamingVariable, settingVariable } from "../../src/judge/remedy/changes.js";
import { listText } from "../../src/judge/text.js";
import { DEFAULT_WORKING_DIRECTORY, VARIABLES } from "../../src/requirements.js";
import { givingValue, intoEnvFile, SECRET } from "./secrets.js";
import { WHERE_TO_FIND } from "./variables.js";

type Mending = Pick<Words, "commands" | "changes">;

/** A required variable without a value. */
export interface MissingVariable {
  readonly plan: RunnerPlan;
  readonly name: string;
  /** `unset`: taken from the environment, where it is not set. */
  readonly lack: "not-given" | "unset" | "empty";
  /** A variable whose name is close to this one. */
  readonly typo: PlannedVariable | undefined;
}

/** In what way a variable has no value. */
export function lackWords(lack: MissingVariable["lack"]): string {
  switch (lack) {
    case "not-given":
      return "not given";
    case "unset":
      return "taken from the environment, where it is unset";
    default:
      return "empty";
  }
}

/** The words about a required variable without a value. */
export function missingVariableWords(missing: MissingVariable): Words {
  const { name, lack } = missing;
  return {
    message: `${name} is ${lackWords(lack)}.`,
    summary:
      lack === "unset"
        ? `Give the runner ${name}, or set it in the environment before the start command; ${WHERE_TO_FIND}.`
        : `Give the runner ${name}; ${name === "WORKING_DIRECTORY" ? "this is the vendor's value" : WHERE_TO_FIND}.`,
    ...giving(missing),
  };
}

/** The value under the name that was misspelt, the vendor's working directory, or a value that only Bitbucket shows. */
function giving({ plan, name, lack, typo }: MissingVariable): Mending {
  if (typo !== undefined && lack === "not-given") return { changes: [renamingVariable(typo, name)] };
  if (name === "WORKING_DIRECTORY") return { changes: [settingVariable(plan, name, DEFAULT_WORKING_DIRECTORY.value)] };
  return givingValue(plan, name);
}

/** What is wrong with the form of a value. */
export type Malformation =
  | {
      readonly of:
        | "line-break"
        | "quoted"
        | "padded"
        | "runtime"
        | "braces-encoded"
        | "braces-escaped"
        | "braces-doubled"
        | "braces-after-dollar"
        | "braces-unbalanced"
        | "braces-missing";
    }
  /** what an env file does not expand */
  | { readonly of: "unexpanded"; readonly parts: readonly string[] }
  | { readonly of: "no-uuid"; readonly length: number };

/** What is wrong with the form of a value, in words that do not show it. */
export function malformationWords(malformation: Malformation): string {
  switch (malformation.of) {
    case "line-break":
      return "contains a line break";
    case "quoted":
      return "has quotation marks at its ends, which are part of the value";
    case "padded":
      return "has blanks or invisible characters at its ends";
    case "runtime":
      return "is none of the runtimes that are known (linux-docker)";
    case "braces-encoded":
      return "has its braces encoded as in a URL; the form is {UUID}";
    case "braces-escaped":
      return "has escape characters at its braces, which belong to PowerShell or a shell and not into quotes; the form is {UUID}";
    case "braces-doubled":
      return "has two pairs of braces; the form is {UUID}";
    case "braces-after-dollar":
      return "has a $ before its braces, as if it were a variable; the form is {UUID}";
    case "braces-unbalanced":
      return "has one brace only; the form is {UUID}";
    case "braces-missing":
      return "is not in braces; the form is {UUID}";
    case "unexpanded":
      return `contains ${malformation.parts.join(" ")}, which an env file does not expand`;
    default:
      return `is not a UUID (${malformation.length} characters)`;
  }
}

/** A variable whose value has a wrong form. */
export interface MalformedVariable {
  readonly plan: RunnerPlan;
  readonly variable: PlannedVariable;
  readonly malformation: Malformation;
}

/** The words about a value of a wrong form. */
export function malformedVariableWords({ plan, variable, malformation }: MalformedVariable): Words {
  const { name } = variable;
  return {
    message: `The value of ${name} ${malformationWords(malformation)}.`,
    summary: name === "RUNTIME" ? "Leave RUNTIME out." : `Copy the value of ${name} again; ${WHERE_TO_FIND}.`,
    ...mending(plan, variable),
  };
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

function mending(plan: RunnerPlan, variable: PlannedVariable): Mending {
  const { name } = variable;
  const meant = meantValue(variable);
  if (meant !== undefined) return { changes: [settingVariable(plan, name, meant)] };
  return name === "RUNTIME" ? { changes: [insteadOfVariable(variable)] } : givingValue(plan, name);
}

/** A variable that no known runner reads. */
export interface UnknownVariable {
  readonly variable: PlannedVariable;
  /** The known variable that was probably meant. */
  readonly nearest: string | undefined;
  /** That one is not given. */
  readonly isNearestMissing: boolean;
}

/** The words about a variable that no known runner reads. */
export function unknownVariableWords({ variable, nearest, isNearestMissing }: UnknownVariable): Words {
  const { name } = variable;
  if (nearest === undefined)
    return {
      message: `No known runner reads ${name} (not documented).`,
      summary: `Remove ${name} if nothing of yours reads it.`,
      changes: [insteadOfVariable(variable)],
    };
  return {
    message: `No known runner reads ${name}; ${nearest} was probably meant (not documented).`,
    summary: "Use the name that the runner reads.",
    changes: [isNearestMissing ? renamingVariable(variable, nearest) : insteadOfVariable(variable)],
  };
}

/** Values that are in each other's place, or in two places. */
export type SwappedVariables = { readonly plan: RunnerPlan } & (
  | { readonly of: "same-uuid"; readonly first: PlannedVariable; readonly second: PlannedVariable }
  /** the UUIDs of the runner and of an account or a repository */
  | { readonly of: "uuids"; readonly runner: PlannedVariable; readonly others: readonly PlannedVariable[] }
  | { readonly of: "oauth" }
);

/** The words about values in a wrong place. */
export function swappedVariablesWords(swapped: SwappedVariables): Words {
  const { plan } = swapped;
  switch (swapped.of) {
    case "same-uuid": {
      const { first, second } = swapped;
      return {
        message: `${first.name} and ${second.name} hold the same UUID.`,
        summary: `Compare both with the original; ${WHERE_TO_FIND}.`,
        changes: [first, second].map(({ name }) => settingVariable(plan, name, "…")),
      };
    }
    case "uuids": {
      const { runner, others } = swapped;
      return {
        message: `RUNNER_UUID and ${listText(others.map(({ name }) => name))} look exchanged.`,
        summary: `Compare every UUID with the original; ${WHERE_TO_FIND}.`,
        changes: exchanging(plan, runner, others),
      };
    }
    default: {
      const given = ["OAUTH_CLIENT_ID", SECRET].map((name) => givingValue(plan, name));
      return {
        message: "OAUTH_CLIENT_ID holds what looks like an OAuth secret.",
        summary: `Exchange OAUTH_CLIENT_ID and ${SECRET}; ${WHERE_TO_FIND}.`,
        commands: given.flatMap(({ commands }) => commands),
        changes: given.flatMap(({ changes }) => changes),
      };
    }
  }
}

/** RUNNER_UUID and the one other exchanged; where there are more, each as Bitbucket shows it. */
function exchanging(
  plan: RunnerPlan,
  runner: PlannedVariable,
  others: readonly PlannedVariable[],
): readonly StartCommandChange[] {
  const [other, ...more] = others;
  if (other?.value !== undefined && runner.value !== undefined && more.length === 0)
    return [settingVariable(plan, runner.name, other.value), settingVariable(plan, other.name, runner.value)];
  return [runner, ...others].map(({ name }) => settingVariable(plan, name, "…"));
}

/** The words about a secret among the arguments of docker. */
export function exposedSecretWords({ plan, name }: { readonly plan: RunnerPlan; readonly name: string }): Words {
  const what = name === SECRET ? name : `${name} holds a password and`;
  return {
    message: `${what} is on the command line, where the process list and the shell's history show it.`,
    summary: `Give ${name} in an env file that only you can read; the command asks for the value.`,
    ...intoEnvFile(plan, name),
  };
}
