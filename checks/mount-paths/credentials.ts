import { ProbeError } from "../../src/contract/index.js";
import type { Evidence, RemedyCommand } from "../../src/contract/index.js";
import { safe, sudo } from "../../src/judge/findings.js";
import { askWalk } from "../../src/judge/images/classify-walk.js";
import { walkQuestion } from "../../src/judge/images/walk-question.js";
import { isOwnPath } from "./scene.js";
import type { Scene } from "./scene.js";
import { fillCommands, isDockersOwnName, ownConfigCommands, ownFolder } from "../../src/judge/remedy/login.js";
import { parentPath } from "../../src/docker/paths.js";
import { shellLine, shellWord } from "../../src/docker/shell.js";
import { parseReference } from "../../src/docker/reference.js";

/** The images that the runner pulls and that a registry refuses to give without credentials. */
export async function imagesInNeed({ pass, plan, info }: Scene): Promise<{
  readonly references: readonly string[];
  readonly evidence: readonly Evidence[];
}> {
  const candidates = plan.images.filter(
    ({ puller, placeholder, role, reference }) =>
      puller === "runner" && placeholder === undefined && role !== "pause-documented" && parseReference(reference).ok,
  );
  const answers = await Promise.all(
    candidates.map(async ({ reference }) => {
      try {
        const question = walkQuestion(reference, { kind: "anonymous" }, info);
        const { failure, registry } = await askWalk(pass.host, question, { signal: pass.signal });
        // A layer host knows no users: what it refuses, credentials do not change.
        const isPart = failure?.hop === "config" || failure?.hop === "layer";
        return { reference, failure, isElsewhere: isPart && failure.host !== registry };
      } catch (error) {
        if (!(error instanceof ProbeError)) throw error;
        return { reference, note: error.message };
      }
    }),
  );
  const inNeed = answers.filter(
    ({ failure, isElsewhere }) =>
      !isElsewhere && (failure?.code === "credentials-missing" || failure?.code === "access-denied"),
  );
  return {
    references: inNeed.map(({ reference }) => reference),
    evidence: answers.flatMap(({ reference, failure, note }): readonly Evidence[] => {
      if (note !== undefined)
        return [{ what: reference, observed: `unknown whether it needs credentials: ${note}`, vantage: "process" }];
      if (failure === undefined || !inNeed.some((need) => need.reference === reference)) return [];
      return [
        {
          what: `${reference} without credentials`,
          observed: failure.detail,
          expected: "the manifest",
          vantage: "process",
        },
      ];
    }),
  };
}

function registryOf(reference: string): readonly string[] {
  const parsed = parseReference(reference);
  return parsed.ok ? [parsed.reference.registry] : [];
}

/** The commands that make a config.json: a login for each registry, or an empty file that only keeps the mount right. */
export function fillConfig(
  { plan, process }: Pick<Scene, "plan" | "process">,
  file: string,
  inNeed: readonly string[],
): readonly RemedyCommand[] {
  const directory = parentPath(file);
  const asRoot = !isOwnPath(process, directory);
  if (inNeed.length === 0) {
    const line = `mkdir -p ${shellWord(directory)} && (umask 077; set -C; printf '{}\\n' > ${shellWord(file)})`;
    return [asRoot ? sudo(shellLine(["sudo", "sh", "-c", line])) : safe(line)];
  }
  const registries = [...new Set(inNeed.flatMap(registryOf))];
  const planOfUser = { ...plan, sudo: plan.sudo || asRoot };
  if (isDockersOwnName(file)) return fillCommands(planOfUser, directory, registries);
  const copy = shellLine(["install", "-D", "-m", "600", `${ownFolder(file)}/config.json`, file]);
  return [...ownConfigCommands(planOfUser, file, registries), planOfUser.sudo ? sudo(`sudo ${copy}`) : safe(copy)];
}
