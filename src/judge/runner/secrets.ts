import type { Finding, PlannedVariable, RunnerPlan } from "../../contract/index.js";
import { finding, safe } from "../findings.js";
import { RUNNER_CODES } from "./codes.js";
import { isGiven } from "./variables.js";

/** Whether a variable holds something that nobody else is to read: the OAuth secret, or a proxy with user-info. */
function isSecretHolder({ name, value }: PlannedVariable): boolean {
  return name === "OAUTH_CLIENT_SECRET" || (/^https?_proxy$/iu.test(name) && (value ?? "").includes("***@"));
}

/** Secrets in the arguments of docker, where everybody on the host can read them. */
export function exposedSecrets({ env }: RunnerPlan): readonly Finding[] {
  return env.flatMap((variable) => {
    const { name, origin, via, traits } = variable;
    if (via !== "command-line" || !isSecretHolder(variable)) return [];
    if (!isGiven(variable) || traits.placeholder !== undefined) return [];
    const what = name === "OAUTH_CLIENT_SECRET" ? name : `${name} holds a password and`;
    return [
      finding(RUNNER_CODES, "secret-on-command-line", {
        message: `${what} is on the command line, where the process list and the shell's history show it.`,
        target: name,
        evidence: [{ what: name, observed: "given with -e", expected: "given with --env-file", origin }],
        remedy: {
          summary: `Write ${name}=… (without quotes) into runner.env with an editor, and replace -e ${name}=… by --env-file runner.env in the start command.`,
          commands: [safe("touch runner.env && chmod 600 runner.env")],
        },
      }),
    ];
  });
}
