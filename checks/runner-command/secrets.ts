import type { PlannedVariable, RemedyCommand, RunnerPlan, StartCommandChange } from "../../src/contract/index.js";
import { adding, insteadOfVariable, settingVariable } from "../../src/judge/remedy/changes.js";
import { safe } from "../../src/judge/findings.js";
import { normalPath } from "../../src/docker/paths.js";
import { shellWord } from "../../src/docker/shell.js";
import { isGiven } from "./variables.js";

/** The variable that is a secret as a whole. */
export const SECRET = "OAUTH_CLIENT_SECRET";
/** The env file that is made where the start command has none. */
const OWN_ENV_FILE = "runner.env";

/** An env file by its absolute path, wherever that is known: a printed command is pasted anywhere. */
function envFileOf({ env, directory }: RunnerPlan): { readonly path: string; readonly isNamed: boolean } {
  const used = env.find(({ via }) => via === "env-file")?.origin;
  if (used?.from === "file") return { path: used.path, isNamed: true };
  const path = directory === undefined ? OWN_ENV_FILE : normalPath(`${directory}/${OWN_ENV_FILE}`);
  return { path, isNamed: false };
}

/** Whether a variable holds something that nobody else is to read: the OAuth secret, or a proxy with user-info. */
function isSecretHolder({ name, value }: PlannedVariable): boolean {
  return name === SECRET || (/^https?_proxy$/iu.test(name) && (value ?? "").includes("***@"));
}

/** Whether a secret is among the arguments of docker. */
export function isExposed(variable: PlannedVariable): boolean {
  return variable.via === "command-line" && isSecretHolder(variable);
}

/** Asks for a value and writes it into an env file that only its owner reads: it is in no argument and in no history. */
function storeIn(file: string, name: string): RemedyCommand {
  const [path, prompt] = [shellWord(file), shellWord(`${name}: `)];
  const read = `stty -echo; printf %s ${prompt}; IFS= read -r value; stty echo; echo`;
  return safe(
    `(set -e; umask 077; touch ${path}; chmod 600 ${path}; ${read}; printf '%s=%s\\n' ${name} "$value" >>${path})`,
  );
}

/** What gives the runner a secret without showing it on the command line. */
interface SecretRemedy {
  readonly commands: readonly RemedyCommand[];
  readonly changes: readonly StartCommandChange[];
}

/** The way of a variable's value into an env file: the one that the start command has, else one of its own. */
export function intoEnvFile(plan: RunnerPlan, name: string): SecretRemedy {
  const { env } = plan;
  const file = envFileOf(plan);
  const given = env.find((variable) => variable.name === name);
  const earlier = env.find((variable) => isExposed(variable) && isGiven(variable));
  const isNamed = file.isNamed || (earlier !== undefined && earlier.name !== name);
  const option = isNamed ? [] : ["--env-file", file.path];
  const change = given === undefined ? adding(...option) : insteadOfVariable(given, ...option);
  return {
    commands: [storeIn(file.path, name)],
    changes: change.add.length + change.remove.length === 0 ? [] : [change],
  };
}

/**
 * What gives a variable the value that Bitbucket shows. The secret goes into an env file where it would otherwise be on the
 * command line; a compose file and an env file may hold it.
 */
export function givingValue(plan: RunnerPlan, name: string): SecretRemedy {
  const via = plan.env.find((variable) => variable.name === name)?.via;
  const mayHold = name !== SECRET || plan.source === "compose" || via === "env-file";
  return mayHold ? { commands: [], changes: [settingVariable(plan, name, "…")] } : intoEnvFile(plan, name);
}
