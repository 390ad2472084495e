import type { CommandIssue, RunnerPlan } from "../../src/contract/index.js";
import type { Words } from "../../src/judge/findings.js";

/** Something of the start command that only a shell knows. */
export type ShellExpansion = {
  readonly plan: RunnerPlan;
  readonly mayGive: CommandIssue["mayGive"];
} & (
  | { readonly expression: string }
  /** The value of a variable that may be secret, and so may be what is in it. */
  | { readonly variable: string }
);

/** What stands in the place of more than a value. */
function consequence(mayGive: CommandIssue["mayGive"]): string {
  if (mayGive === undefined) return "";
  return ` It may contain the ${mayGive === "options" ? "mounts and variables" : "variables"} that seem to be missing.`;
}

/** The name of a plain `$NAME`, `${NAME}` or `${NAME:-…}`. */
function nameIn(expression: string): string | undefined {
  return /^\$\{?(?<name>[A-Za-z_]\w*)/u.exec(expression)?.groups?.["name"];
}

function remedy(plan: RunnerPlan, expression: string): string {
  const name = nameIn(expression);
  if (plan.source === "docker-run") {
    return `Remove the single quotes around ${expression}, so that your shell replaces it. Or write its value.`;
  }
  return name === undefined
    ? `Replace ${expression} with its output.`
    : `Write ${name}=… above the command in the text. Or export ${name} before you run this program.`;
}

/** The words about something that only a shell knows. */
export function shellExpansionWords(open: ShellExpansion): Words {
  if ("variable" in open) {
    const { variable } = open;
    return {
      message: `Only a shell knows the value of ${variable}.`,
      summary: `Export ${variable} before you run this program, and write -e ${variable} without a value.`,
    };
  }
  const { plan, expression, mayGive } = open;
  return {
    message: `Only a shell knows what ${expression} stands for.${consequence(mayGive)}`,
    summary: remedy(plan, expression),
  };
}

/** Why the start command is not judged as a whole. */
export function expansionsReason(targets: string): string {
  return `only a shell knows ${targets}`;
}
