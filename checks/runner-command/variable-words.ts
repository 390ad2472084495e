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
      return "not set";
    case "unset":
      return "not set in the environment";
    default:
      return "empty";
  }
}

/** The words about a required variable without a value. */
export function missingVariableWords(missing: MissingVariable): Words {
  const { name, lack } = missing;
  return {
    message: missingMessage(name, lack),
    summary:
      name === "WORKING_DIRECTORY"
        ? `Set ${name} to the vendor's value.`
        : `Set ${name}${lack === "unset" ? ", or export it before the start command" : ""}. ${WHERE_TO_FIND}`,
    ...giving(missing),
  };
}

function missingMessage(name: string, lack: MissingVariable["lack"]): string {
  switch (lack) {
    case "not-given":
      return `The start command does not set ${name}.`;
    case "unset":
      return `The start command takes ${name} from the environment, where it is not set.`;
    default:
      return `${name} is empty.`;
  }
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
  /** what an env file, or a shell because of single quotes, does not expand */
  | { readonly of: "unexpanded"; readonly by: "env-file" | "quotes"; readonly parts: readonly string[] }
  | { readonly of: "no-uuid"; readonly length: number };

/** What is wrong with the form of a value, in words that do not show it. */
export function malformationWords(malformation: Malformation): string {
  switch (malformation.of) {
    case "line-break":
      return "contains a line break";
    case "quoted":
      return "begins or ends with a quote, which becomes part of the value";
    case "padded":
      return "begins or ends with a blank or an invisible character";
    case "runtime":
      return "is not a known runtime (linux-docker)";
    case "braces-encoded":
      return "has its braces encoded as in a URL";
    case "braces-escaped":
      return "has escape characters before its braces";
    case "braces-doubled":
      return "has two pairs of braces";
    case "braces-after-dollar":
      return "has a $ before its braces";
    case "braces-unbalanced":
      return "has only one brace";
    case "braces-missing":
      return "has no braces";
    case "unexpanded": {
      const parts = malformation.parts.join(" ");
      return malformation.by === "env-file"
        ? `contains ${parts}, which docker does not replace in an env file`
        : `contains ${parts}, which no shell replaces in single quotes`;
    }
    default:
      return `is not a UUID (${malformation.length} ${malformation.length === 1 ? "character" : "characters"})`;
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
    summary:
      name === "RUNTIME" ? "Remove RUNTIME." : `Copy the value of ${name} again${formWords(name)}. ${WHERE_TO_FIND}`,
    ...mending(plan, variable),
  };
}

function formWords(name: string): string {
  return VARIABLES.uuids.value.includes(name) ? ", with its braces: {UUID}" : "";
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
      summary: `Remove ${name}, unless something of yours reads it.`,
      changes: [insteadOfVariable(variable)],
    };
  return {
    message: `No known runner reads ${name}. It probably means ${nearest}.`,
    summary: isNearestMissing ? `Rename ${name} to ${nearest}.` : `Remove ${name}.`,
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
        message: `${first.name} and ${second.name} have the same UUID.`,
        summary: `Copy both values again. ${WHERE_TO_FIND}`,
        changes: [first, second].map(({ name }) => settingVariable(plan, name, "…")),
      };
    }
    case "uuids": {
      const { runner, others } = swapped;
      return {
        message: `RUNNER_UUID and ${listText(others.map(({ name }) => name))} seem to be swapped.`,
        summary: `Copy every UUID again. ${WHERE_TO_FIND}`,
        changes: exchanging(plan, runner, others),
      };
    }
    default: {
      const given = ["OAUTH_CLIENT_ID", SECRET].map((name) => givingValue(plan, name));
      return {
        message: "OAUTH_CLIENT_ID seems to be the OAuth secret.",
        summary: `Swap the values of OAUTH_CLIENT_ID and ${SECRET}.`,
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
  const what = name === SECRET ? name : `The password in ${name}`;
  return {
    message: `${what} is on the command line. The process list and the shell's history show it.`,
    summary: `Move ${name} into an env file that only you can read. The command asks for the value.`,
    ...intoEnvFile(plan, name),
  };
}
