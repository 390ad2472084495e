import {
  type Check,
  type ConfigLocation,
  type Evidence,
  isByOption,
  type NamedTargetVerdict,
  type Pass,
  type RunnerPlan,
  type Verdict,
} from "../../src/contract/index.js";
import { CONFIG_CODES } from "./codes.js";
import { entryFindings } from "./entries.js";
import { invalid, modeFinding, noteFindings, unreadable } from "./file.js";
import { mismatchFindings } from "./keys.js";
import { registriesOf, type ConfigScene, type Found } from "./scene.js";
import { helperFindings, storeFinding } from "./stores.js";
import { entryFor } from "../../src/judge/credentials/keys.js";
import { resolveCredential } from "../../src/judge/credentials/resolve.js";
import { failed, hasError, skipped, verdictOf } from "../../src/judge/findings.js";
import { isWithin } from "../../src/docker/paths.js";
import { orNothing } from "../../src/judge/probes.js";
import { isRemoteEngine } from "../../src/judge/remote-engine.js";
import { plannedPulls, type PlannedPull } from "../../src/judge/images/planned.js";

function runnerImages(plan: RunnerPlan): readonly PlannedPull[] {
  return plannedPulls(plan).filter(({ byRunner }) => byRunner);
}

/** Findings about what is in a file that could be read. */
function contentFindings(scene: ConfigScene): readonly Found[] {
  const store = scene.config.credsStore === undefined ? [] : [storeFinding(scene)];
  return [
    ...store,
    ...helperFindings(scene),
    ...entryFindings(scene),
    ...mismatchFindings(scene),
    ...noteFindings(scene),
  ];
}

/** Judges the file that the runner is given. */
async function judgeGiven(pass: Pass, location: ConfigLocation): Promise<readonly NamedTargetVerdict[]> {
  const { plan, host } = pass;
  const images = runnerImages(plan);
  const target = location.file;
  const neededFor = images.map(({ reference }) => reference);
  const byFlag = isByOption(location, "--docker-config");
  const advice = "name a folder with a copy: --docker-config DIR";
  if (isRemoteEngine(plan) && !byFlag) {
    const reason = `${target} is on the engine's machine (${plan.dockerHost.value}); ${advice}`;
    return [{ target, status: "inconclusive", reason, neededFor }];
  }
  const [config, process] = await Promise.all([
    host.files.dockerConfig({ file: target }),
    orNothing(host.env.process({})),
  ]);
  const scene: ConfigScene = { plan, location, config, images, isGiven: true, process };
  const isMounted = plan.mounts.some(
    ({ source, type }) => type === "bind" && source !== undefined && isWithin(target, source),
  );
  switch (config.outcome) {
    case "not-permitted":
      return [
        {
          target,
          status: "inconclusive",
          neededFor,
          reason: `this user may not read ${target}; run this program with sudo`,
        },
      ];
    case "missing": {
      if (process?.inContainer === true && !byFlag) {
        const reason = `${target} cannot be seen from inside this container; ${advice}`;
        return [{ target, status: "inconclusive", reason, neededFor }];
      }
      const why = isMounted ? "see mount-paths" : "nobody logged in";
      return [
        {
          target,
          status: "skip",
          reason: `${target} does not exist: the runner pulls images without credentials (${why})`,
        },
      ];
    }
    case "is-directory":
      if (isMounted) {
        return [{ target, status: "skip", reason: `${target} is a directory (see mount-paths)` }];
      }
      return [{ target, status: "fail", findings: [unreadable(scene)], neededFor }];
    case "not-a-file":
    case "too-large":
    case "timeout":
      return [{ target, status: "fail", findings: [unreadable(scene)], neededFor }];
    case "invalid":
      return [{ target, status: "fail", findings: [invalid(scene)], neededFor }];
    case "read":
      break;
  }
  return [verdictOfRead(scene, [...contentFindings(scene), ...(await modeFinding(pass, scene))])];
}

function verdictOfRead(scene: ConfigScene, found: readonly Found[]): NamedTargetVerdict {
  const { location } = scene;
  const findings = found.map((entry) => entry.finding);
  const blocked = found.filter((entry) => hasError([entry.finding])).flatMap(({ images }) => images);
  const evidence = found.length === 0 ? readEvidence(scene) : [];
  return {
    ...failed(findings, evidence),
    target: location.file,
    vantage: "process",
    neededFor: [...new Set(blocked)],
  };
}

function readEvidence({ config, images, location }: ConfigScene): readonly Evidence[] {
  return registriesOf(images).map((registry) => {
    const { decision } = resolveCredential(registry, config, "runner");
    const observed = decision.kind === "basic" ? `user ${decision.username} (entry "${decision.key}")` : "none";
    return { what: `credentials for ${registry}`, observed, origin: location.file };
  });
}

/** Looks into the operator's own file, which the runner is not given, only for what its images would need from it. */
async function judgeOwn({ plan, host }: Pass): Promise<Verdict> {
  const location = plan.clientConfig;
  const images = runnerImages(plan);
  const reason = "the runner has no config.json: it pulls images without credentials";
  const config = isRemoteEngine(plan) ? undefined : await orNothing(host.files.dockerConfig({ file: location.file }));
  if (config?.outcome !== "read") return skipped(reason);
  const process = await orNothing(host.env.process({}));
  const scene: ConfigScene = { plan, location, config, images, isGiven: false, process };
  const used = registriesOf(images);
  // A store says nothing about a registry that nobody has logged in to.
  const isTouched = used.some((registry) => entryFor(registry, config.auths) !== undefined);
  const found = contentFindings(scene).filter(({ finding: { code, target } }) =>
    code === "credential-store" ? isTouched : target !== undefined && used.includes(target),
  );
  return found.length === 0 ? skipped(reason) : failed(found.map((entry) => entry.finding));
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan } = pass;
  if (plan.runnerConfig === null) {
    return plan.runnerConfigNone === "declared-none"
      ? skipped("--docker-config none: no private registries")
      : judgeOwn(pass);
  }
  const location = plan.runnerConfig;
  return verdictOf(await pass.each(pass.targets, async () => judgeGiven(pass, location)));
}

/** Whether the config.json that the runner is given holds lasting users and passwords that it can read. */
export const dockerConfig: Check = {
  id: "docker-config",
  tracesCredentials: true,
  title: "config.json holds credentials that the runner can use",
  group: "credentials",
  codes: CONFIG_CODES,
  severity: "error",
  targets: ({ runnerConfig }) => (runnerConfig === null ? [] : [runnerConfig.file]),
  run,
};
