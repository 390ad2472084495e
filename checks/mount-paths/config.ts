import type { Evidence, FileStat, Finding, PlannedMount, RunnerPlan, TargetVerdict } from "../../src/contract/index.js";
import { finding, safe, sudo } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { CONFIG_FILE } from "../../src/judge/mounts/covering.js";
import { fillConfig, imagesInNeed } from "./credentials.js";
import { isRefused, lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { insteadOf, mounting, mountWords, written } from "../../src/judge/remedy/mounts.js";
import { judged, lookAtHost, missingSource, refusedSource, unseen } from "./scene.js";
import type { PathLook, Scene } from "./scene.js";
import { STORE_SIGN } from "../../src/judge/remedy/login.js";
import { hostPath, mountCovering, mountSource } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine } from "../../src/docker/shell.js";
import { listText } from "../../src/judge/text.js";
import { RUNNER_CONFIG_DIRECTORY } from "../../src/requirements.js";

/** Whether the source or the target of a mount looks like docker's credentials. */
function looksLikeConfig({ source, target }: PlannedMount): boolean {
  const isConfig = (path: string) => /(?:^|\/)\.docker(?:\/config\.json)?$|(?:^|\/)config\.json$/u.test(path);
  return (
    isConfig(normalPath(target)) ||
    (source !== undefined && /(?:^|\/)\.docker(?:\/config\.json)?$/u.test(normalPath(source)))
  );
}

/** Mounts of credentials whose target is not where the runner looks, while no other mount is there. */
export function misplacedConfigs(plan: RunnerPlan): readonly PlannedMount[] {
  if (mountCovering(plan.mounts, CONFIG_FILE) !== undefined) return [];
  return plan.mounts.filter((mount) => looksLikeConfig(mount) && !isRefused(mount));
}

function isFileForm({ target }: PlannedMount): boolean {
  return normalPath(target) === CONFIG_FILE;
}

function targetWrong(mount: PlannedMount, message: string, right: string, evidence: readonly Evidence[] = []): Finding {
  return finding(MOUNT_CODES, "docker-config-target-wrong", {
    message,
    target: mount.target,
    evidence: [mountEvidence(mount), ...evidence],
    remedy: {
      summary: `Mount the credentials at ${right}.`,
      changes: mount.source === undefined ? [] : [insteadOf(mount, mountWords(mount.source, right, mount.readOnly))],
    },
  });
}

/** Credentials whose mount misses the place where the runner looks. */
export function misplacedFromPlan(plan: RunnerPlan): readonly Finding[] {
  return misplacedConfigs(plan).map((mount) => {
    const isFile = normalPath(mount.source ?? mount.target).endsWith("/config.json");
    const right = isFile ? CONFIG_FILE : RUNNER_CONFIG_DIRECTORY.value;
    return targetWrong(
      mount,
      `Docker credentials are mounted at ${mount.target}; the runner reads ${CONFIG_FILE}.`,
      right,
    );
  });
}

/** The runner finds a config.json where it looks, if an image needs one. Its content is another check's. */
export async function judgeConfig(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  const misplaced = misplacedFromPlan(plan);
  if (misplaced.length > 0) {
    const need = await imagesInNeed(scene);
    return { ...judged(misplaced, need.evidence), neededFor: need.references };
  }
  const look = lookAt(plan, CONFIG_FILE);
  if (look.kind === "settled") return look.verdict;
  if (look.kind === "none") return judgeUnmounted(scene);
  const { mount } = look;
  if (mount.type !== "bind" || mount.source === undefined)
    return judged([], [{ ...mountEvidence(mount), observed: `${mountSource(mount)}; its content is not judged` }]);
  return judgeConfigSource(scene, mount, hostPath(mount, CONFIG_FILE) ?? CONFIG_FILE);
}

async function judgeUnmounted(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  if (plan.runnerConfig !== null || plan.runnerConfigNone !== "not-mounted")
    return { status: "skip", reason: "no config.json is mounted, and the plan does not expect one to be" };
  const { references, evidence } = await imagesInNeed(scene);
  if (references.length === 0) return judged([], evidence);
  const { directory } = plan.clientConfig;
  const found = finding(MOUNT_CODES, "docker-config-not-mounted", {
    message: `${listText(references)} cannot be pulled without credentials, and the runner is given no config.json.`,
    target: CONFIG_FILE,
    evidence: [mountsEvidence(plan, written(plan, directory, RUNNER_CONFIG_DIRECTORY.value)), ...evidence],
    remedy: {
      summary: `Log in on the host and mount the folder of its config.json. ${STORE_SIGN}`,
      commands: fillConfig(scene, plan.clientConfig.file, references),
      changes: [mounting(plan, directory, RUNNER_CONFIG_DIRECTORY.value)],
    },
  });
  return { status: "fail", findings: [found], neededFor: references };
}

async function judgeConfigSource(scene: Scene, mount: PlannedMount, file: string): Promise<TargetVerdict> {
  const source = normalPath(mount.source ?? "");
  const isFile = isFileForm(mount);
  const outer = isFile ? undefined : await lookAtHost(scene, source);
  if (outer?.kind === "unknown") return unseen(source, [], outer.evidence);
  if (outer?.kind === "refused") return judged([refusedSource(mount, source, outer.evidence)]);
  if (outer?.kind === "file") {
    const need = await imagesInNeed(scene);
    const message = `The file ${source} is mounted at ${mount.target}, which has to be a folder.`;
    return {
      ...judged([targetWrong(mount, message, CONFIG_FILE, outer.evidence)], need.evidence),
      neededFor: need.references,
    };
  }
  if (outer?.kind === "missing") return configMissing(scene, mount, file, source, outer);
  const inner = await lookAtHost(scene, file);
  if (inner.kind === "unknown") return unseen(file, [], inner.evidence);
  if (inner.kind === "refused") return judged([refusedSource(mount, file, inner.evidence)]);
  if (inner.kind === "missing") return configMissing(scene, mount, file, file, inner);
  if (inner.kind === "directory") return configIsDirectory(scene, mount, file, inner.evidence);
  return judged(isFile ? await staleConfig(scene, mount, inner.stat) : [], inner.evidence);
}

async function configMissing(
  scene: Scene,
  mount: PlannedMount,
  file: string,
  missing: string,
  seen: PathLook,
): Promise<TargetVerdict> {
  const { evidence } = seen;
  const need = await imagesInNeed(scene);
  const isFile = isFileForm(mount);
  const isRefusal = missing === normalPath(mount.source ?? "") && missingSource(mount, seen).isRefused;
  const isError = isFile || isRefusal || need.references.length > 0;
  const created = isFile ? "the engine would put an empty directory there" : "the runner would have no credentials";
  const consequence = isRefusal ? "docker refuses to start the runner" : created;
  // a snap or a virtual machine has file systems of its own: another login here would not help
  const isHidden = !scene.isShared && seen.stat?.outcome === "found";
  const found = finding(MOUNT_CODES, "docker-config-source-missing", {
    message: `${missing} ${isHidden ? "is there for this program, but not for the engine" : "does not exist"}; ${consequence}.`,
    target: missing,
    severity: isError ? "error" : "warning",
    evidence: [mountEvidence(mount, "a config.json on the host"), ...evidence, ...need.evidence],
    remedy: isHidden
      ? {
          summary: `Copy config.json into a folder that the engine sees, and mount that at ${RUNNER_CONFIG_DIRECTORY.value}: a snap sees neither /root nor the hidden folders of a home, a virtual machine what is shared with it.`,
        }
      : {
          summary:
            need.references.length > 0
              ? `Log in as the user whose folder is mounted, or correct the source of ${mount.text}. ${STORE_SIGN}`
              : `Correct the source of ${mount.text}, remove the mount if every image is public, or create an empty file.`,
          commands: fillConfig(scene, file, need.references),
        },
  });
  return { status: "fail", findings: [found], neededFor: need.references };
}

async function configIsDirectory(
  scene: Scene,
  mount: PlannedMount,
  file: string,
  evidence: readonly Evidence[],
): Promise<TargetVerdict> {
  const { process } = scene;
  const need = await imagesInNeed(scene);
  const remove = shellLine(["rmdir", file]);
  // a folder of another name was given on purpose, one called config.json was made by the engine
  const isMade = file.endsWith("/config.json");
  const found = finding(MOUNT_CODES, "docker-config-source-is-directory", {
    message: `${file} is a directory, so the runner finds no credentials in it.`,
    target: file,
    evidence: [mountEvidence(mount, "a file"), ...evidence, ...need.evidence],
    remedy: isMade
      ? {
          summary:
            "Remove the empty directory that the engine created, put the file there, and create the runner's container anew.",
          commands: [
            process?.uid === 0 ? safe(remove) : sudo(`sudo ${remove}`),
            ...fillConfig(scene, file, need.references),
          ],
        }
      : {
          summary: "Mount the folder as a folder.",
          changes: [insteadOf(mount, mountWords(file, RUNNER_CONFIG_DIRECTORY.value, mount.readOnly))],
        },
  });
  return { status: "fail", findings: [found], neededFor: need.references };
}

/** A running container keeps the file that it was started with, also when another has taken its name since. */
async function staleConfig(
  { pass, plan, isShared }: Scene,
  mount: PlannedMount,
  stat: FileStat | undefined,
): Promise<readonly Finding[]> {
  const name = plan.containerName?.value;
  if (plan.source !== "container" || name === undefined || !isShared || stat?.bornAt === undefined) return [];
  const container = await orNothing(pass.host.engine.container({ name }, { signal: pass.signal }));
  if (container?.state !== "running" || container.startedAt === undefined) return [];
  if (Date.parse(stat.bornAt) <= Date.parse(container.startedAt)) return [];
  return [
    finding(MOUNT_CODES, "docker-config-stale", {
      message: `${name} still reads the config.json that was there when it started; ${stat.path} has been replaced since.`,
      target: stat.path,
      evidence: [
        {
          what: stat.path,
          observed: `made ${stat.bornAt}`,
          expected: `before ${container.startedAt}`,
          vantage: "process",
        },
        mountEvidence(mount, `the folder, at ${RUNNER_CONFIG_DIRECTORY.value}`),
      ],
      remedy: {
        summary: `Restart the runner (a step that it runs is lost), and mount the folder at ${RUNNER_CONFIG_DIRECTORY.value} instead of the file.`,
        commands: [{ run: shellLine(["docker", "restart", name]), risk: "destructive" }],
      },
    }),
  ];
}
