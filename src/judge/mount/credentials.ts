import { ProbeError } from "../../contract/index.js";
import type { Evidence, RemedyCommand } from "../../contract/index.js";
import { safe, sudo } from "../findings.js";
import { walkQuestion } from "../images.js";
import { isOwnPath } from "./scene.js";
import type { Scene } from "./scene.js";
import { normalPath } from "../mounts.js";
import { shellLine, shellWord } from "../shell.js";
import { parseReference } from "../../reference.js";
import { HUB } from "../../requirements.js";

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
      pass.progress(`does ${reference} need credentials`);
      try {
        const question = walkQuestion(reference, { kind: "anonymous" }, info);
        const { failure, registry } = await pass.host.registry.walk(question, { signal: pass.signal });
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
        return [{ what: reference, observed: `not known whether it needs credentials: ${note}`, vantage: "process" }];
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

/** What `docker login` is given for an image; nothing for Docker Hub. */
function loginServer(reference: string): readonly string[] {
  const parsed = parseReference(reference);
  if (!parsed.ok || parsed.reference.registry === HUB.registry) return [];
  return [parsed.reference.registry];
}

/** The commands that bring a config.json into a folder: a login for each registry, or an empty file that only keeps the mount right. */
export function fillConfig(
  { plan, process }: Scene,
  directory: string,
  inNeed: readonly string[],
): readonly RemedyCommand[] {
  const asRoot = !isOwnPath(process, directory);
  if (inNeed.length === 0) {
    const folder = shellWord(directory);
    const line = `mkdir -p ${folder} && (umask 077; set -C; printf '{}\\n' > ${shellWord(`${directory}/config.json`)})`;
    return [asRoot ? sudo(shellLine(["sudo", "sh", "-c", line])) : safe(line)];
  }
  const isDefault = normalPath(directory) === normalPath(plan.clientConfig.directory);
  const logins = inNeed.map((reference) =>
    shellLine(["docker", ...(isDefault ? [] : ["--config", directory]), "login", ...loginServer(reference)]),
  );
  return [...new Set(logins)].map((line) => (asRoot || plan.sudo ? sudo(`sudo ${line}`) : safe(line)));
}
