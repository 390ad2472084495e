import {
  type Check,
  type EngineInfo,
  type Pass,
  type TargetVerdict,
  type Verdict,
  findingsOf,
} from "../../src/contract/index.js";
import { ENGINE_LOSS_CODES, reportingEngineLoss } from "../../src/judge/engine-loss.js";
import { expansionsIn } from "../../src/judge/expansions.js";
import { failed, verdictOf } from "../../src/judge/findings.js";
import type { Pulls } from "./pull.js";
import { planFindings } from "./reference.js";
import { judgeRemote } from "./remote.js";
import { judgeStartImage } from "./start-image.js";
import { IMAGE_CODES } from "./codes.js";
import { goArchitecture } from "../../src/docker/platform.js";
import { ARCHITECTURES } from "../../src/requirements.js";
import { orNothing } from "../../src/judge/probes.js";
import { listText } from "../../src/judge/text.js";
import { type PlannedPull, plannedPulls } from "../../src/judge/images/planned.js";
import { dockerConfig } from "../docker-config/check.js";
import { dockerSocket } from "../docker-socket/check.js";
import { mountPaths } from "../mount-paths/check.js";
import { registryReachable } from "../registry-reachable/check.js";

/** Whether there is a runner for the engine's operating system and CPU architecture. */
function isRunnerPlatform({ os, architecture }: EngineInfo): boolean {
  return os === "linux" && ARCHITECTURES.value.includes(goArchitecture(architecture));
}

/** An engine that there is no runner for is docker-engine's finding; that its images do not fit either is no second cause. */
function noRunner({ os, architecture }: EngineInfo): TargetVerdict {
  return {
    status: "inconclusive",
    reason: `no runner exists for the engine's ${os}/${goArchitecture(architecture)} (see docker-engine)`,
  };
}

async function judgeImage(pass: Pass, image: PlannedPull, pulls: Pulls): Promise<TargetVerdict> {
  const { reference, placeholder } = image;
  if (placeholder !== undefined) {
    return {
      status: "skip",
      reason: `${placeholder} is a placeholder (see runner-command)`,
    };
  }
  const open = [reference, ...image.images.flatMap(({ platform = [] }) => platform)].flatMap((text) =>
    expansionsIn(pass.plan, text),
  );
  if (open.length > 0)
    return { status: "inconclusive", reason: `only a shell knows ${listText(open)} (runner-command)` };
  const known = planFindings(pass.plan).filter(({ target }) => target === reference);
  if (known.some(({ code }) => code === "reference-invalid")) return failed(known);
  const info = await orNothing(pass.host.engine.info({}));
  const verdict =
    info !== undefined && !isRunnerPlatform(info)
      ? noRunner(info)
      : await (image.byRunner ? judgeRemote(pass, image, pulls) : judgeStartImage(pass, image, pulls));
  if (known.length === 0) return verdict;
  const findings = [...known, ...findingsOf(verdict)];
  if (verdict.status === "inconclusive") return { ...verdict, findings };
  const { status: _status, findings: _findings, reason: _reason, ...details } = verdict;
  return { ...details, ...failed(findings, verdict.evidence) };
}

async function run(pass: Pass): Promise<Verdict> {
  const images = plannedPulls(pass.plan);
  if (images.length === 0) return { status: "skip", reason: "this deployment has no image" };
  const pulls: Pulls = new Map();
  const verdicts = await pass.each(pass.targets, async (target): Promise<TargetVerdict> => {
    const image = images.find(({ reference }) => reference === target);
    return image === undefined
      ? { status: "skip", reason: "not an image of this deployment" }
      : judgeImage(pass, image, pulls);
  });
  return verdictOf(verdicts, {
    unproven: [
      ...(pass.plan.pull === undefined ? ["content of layers (--pull downloads and checks them)"] : pulls.values()),
      "build images that pipelines name",
    ],
  });
}

/** Whether the engine can fetch every planned image: the runner's for the start command, the others as the runner pulls them. */
export const imagePullable: Check = {
  id: "image-pullable",
  tracesCredentials: true,
  pullsImages: true,
  title: "Every planned image can be pulled",
  group: "images",
  codes: { ...IMAGE_CODES, ...ENGINE_LOSS_CODES },
  severity: "error",
  needs: [dockerSocket, mountPaths, dockerConfig, registryReachable],
  targets: (plan) => plannedPulls(plan).map(({ reference }) => reference),
  fromPlan: planFindings,
  run: reportingEngineLoss(run),
};
