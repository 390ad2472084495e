import type { Evidence, FileStat, Finding, PlannedMount, RunnerPlan, TargetVerdict } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { CONFIG_FILE } from "../../src/judge/mounts/covering.js";
import type { MisplacedConfig } from "./config-words.js";
import { imagesInNeed } from "./credentials.js";
import { isRefused, lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { written } from "../../src/judge/remedy/mounts.js";
import { refusedSource } from "./refused-source.js";
import { judged, lookAtHost, missingSource, unseen } from "./scene.js";
import type { PathLook, Scene } from "./scene.js";
import { hostPath, mountCovering, mountSource } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { orNothing } from "../../src/judge/probes.js";
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

function misplaced(config: MisplacedConfig, evidence: readonly Evidence[] = []): Finding {
  const { mount } = config;
  return findingFor(MOUNT_CODES, "docker-config-target-wrong", config, {
    target: mount.target,
    evidence: [mountEvidence(mount), ...evidence],
  });
}

/** Credentials whose mount misses the place where the runner looks. */
export function misplacedFromPlan(plan: RunnerPlan): readonly Finding[] {
  return misplacedConfigs(plan).map((mount) => {
    const source = normalPath(mount.source ?? mount.target);
    const right = source.endsWith("/config.json") ? CONFIG_FILE : RUNNER_CONFIG_DIRECTORY.value;
    return misplaced({ of: "elsewhere", mount, source, right });
  });
}

/** The runner finds a config.json where it looks, if an image needs one. Its content is another check's. */
export async function judgeConfig(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  const elsewhere = misplacedFromPlan(plan);
  if (elsewhere.length > 0) {
    const need = await imagesInNeed(scene);
    return { ...judged(elsewhere, need.evidence), neededFor: need.references };
  }
  const look = lookAt(plan, CONFIG_FILE);
  if (look.kind === "settled") {
    if (look.verdict.status !== "inconclusive") return look.verdict;
    // whether these get credentials depends on it
    return { ...look.verdict, neededFor: (await imagesInNeed(scene)).references };
  }
  if (look.kind === "none") return judgeUnmounted(scene);
  const { mount } = look;
  if (mount.type !== "bind" || mount.source === undefined)
    return judged(
      [],
      [{ ...mountEvidence(mount), observed: `${mountSource(mount)} (this program does not look inside)` }],
    );
  return judgeConfigSource(scene, mount, hostPath(mount, CONFIG_FILE) ?? CONFIG_FILE);
}

async function judgeUnmounted(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  if (plan.runnerConfig !== null || plan.runnerConfigNone !== "not-mounted")
    return { status: "skip", reason: "the start command mounts no config.json, and none is expected" };
  const { references, evidence } = await imagesInNeed(scene);
  if (references.length === 0) return judged([], evidence);
  const { directory } = plan.clientConfig;
  const found = findingFor(
    MOUNT_CODES,
    "docker-config-not-mounted",
    { scene, inNeed: references },
    {
      target: CONFIG_FILE,
      evidence: [mountsEvidence(plan, written(plan, directory, RUNNER_CONFIG_DIRECTORY.value)), ...evidence],
    },
  );
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
    const config = { of: "file-as-folder", mount, source, right: CONFIG_FILE } as const;
    return {
      ...judged([misplaced(config, outer.evidence)], need.evidence),
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
  const need = await imagesInNeed(scene);
  const inNeed = need.references;
  const isFile = isFileForm(mount);
  const isRefusal = missing === normalPath(mount.source ?? "") && missingSource(mount, seen) !== "created";
  const isError = isFile || isRefusal || inNeed.length > 0;
  const outcome = isRefusal ? "refusal" : isFile ? "empty-directory" : "no-credentials";
  // a snap or a virtual machine has file systems of its own: another login here would not help
  const isHidden = !scene.isShared && seen.stat?.outcome === "found";
  const found = findingFor(
    MOUNT_CODES,
    "docker-config-source-missing",
    { scene, mount, file, missing, isHidden, outcome, inNeed },
    {
      target: missing,
      severity: isError ? "error" : "warning",
      evidence: [mountEvidence(mount, "a config.json on the host"), ...seen.evidence, ...need.evidence],
    },
  );
  return { status: "fail", findings: [found], neededFor: need.references };
}

async function configIsDirectory(
  scene: Scene,
  mount: PlannedMount,
  file: string,
  evidence: readonly Evidence[],
): Promise<TargetVerdict> {
  const need = await imagesInNeed(scene);
  // a folder of another name was given on purpose, one called config.json was made by the engine
  const isMade = file.endsWith("/config.json");
  const found = findingFor(
    MOUNT_CODES,
    "docker-config-source-is-directory",
    { scene, mount, file, isMade, inNeed: need.references },
    { target: file, evidence: [mountEvidence(mount, "a file"), ...evidence, ...need.evidence] },
  );
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
    findingFor(
      MOUNT_CODES,
      "docker-config-stale",
      { plan, container: name, file: stat.path },
      {
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
      },
    ),
  ];
}
