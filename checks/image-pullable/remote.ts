import { parsePlatform } from "../../src/docker/platform.js";
import type {
  JudgedEndpoint,
  Pass,
  ProbeError,
  ProxySource,
  TargetVerdict,
  WalkFailure,
  WalkQuestion,
} from "../../src/contract/index.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { byFamily, lookAgain, type OtherWay, pastProxy, tryWays } from "../../src/judge/network/alternatives.js";
import { ANONYMOUS } from "../../src/judge/credentials/resolve.js";
import { isNetworkCode } from "../../src/judge/network/engine-message.js";
import { findHostsFile, unlessLedElsewhere } from "../../src/judge/network/hosts-file.js";
import { imageFinding } from "./codes.js";
import { askWalk } from "../../src/judge/images/classify-walk.js";
import { walkQuestion } from "../../src/judge/images/walk-question.js";
import {
  askPatiently,
  ENGINE_GRACE_MS,
  type PlannedReference,
  readPullQuestion,
  settled,
} from "../../src/judge/images/pull.js";
import { slowLinkReason, slowRequestMs } from "../../src/judge/network/slow-link.js";
import { secondsText } from "../../src/judge/text.js";
import { allEvidence } from "./evidence.js";
import { imageScene, walkFinding } from "./findings.js";
import { isWorthPulling, judgePull, type Pulls } from "./pull.js";
import { judgeRefused } from "./refused.js";
import { judgeResolved } from "./resolved.js";
import { failing, type Scene, wantedPlatform } from "./scene.js";

/** The engine gave no answer. */
function judgeSilent(scene: Scene, silent: ProbeError): TargetVerdict {
  const { walk } = scene;
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  if (failure !== undefined) return failing([walkFinding(scene, failure)], "process");
  if (silent.kind === "timeout") {
    const slowMs = "answer" in walk ? slowRequestMs(walk.answer) : undefined;
    if (slowMs !== undefined) {
      const took = `the manifest took this process ${secondsText(slowMs)}`;
      return { status: "inconclusive", evidence: allEvidence(scene), reason: slowLinkReason(took) };
    }
    return failing([imageFinding("response-timeout", imageScene(scene, { hop: "http", vantage: "engine" }))], "engine");
  }
  throw silent;
}

/** What may work instead: the image without credentials that were rejected, the host without the proxy or over one family. */
function otherWays({ host }: Pass, walking: WalkQuestion, failure: WalkFailure): readonly OtherWay[] {
  if (failure.code === "credentials-rejected" && failure.hop === "token" && walking.credential.kind === "config") {
    const look: OtherWay["look"] = async (signal) => {
      const { ok, failure: left } = await askWalk(host, { ...walking, credential: ANONYMOUS }, { signal });
      return { ok, ...(left === undefined ? {} : { failure: left }) };
    };
    return [{ what: "the same without credentials", works: "without credentials the image is readable", look }];
  }
  const code = failure.networkCode ?? failure.code;
  if (failure.way === undefined || !isNetworkCode(code)) return [];
  const { addresses, proxy } = failure.way;
  const failed = { ...registryEndpoint(failure.host), code, roots: "engine", addresses, proxy } as const;
  const look = (source: ProxySource, signal: AbortSignal): Promise<JudgedEndpoint> =>
    lookAgain(host, { host: failed.host, port: failed.port, proxy: source, roots: "engine" }, signal);
  return [...pastProxy(failed, look), ...(walking.insecure ? [] : byFamily(host, failed))];
}

/** An image that has to come from its registry. */
export async function judgeRemote(pass: Pass, image: PlannedReference, pulls: Pulls): Promise<TargetVerdict> {
  const { host, plan } = pass;
  const info = await host.engine.info({});
  const pull = await readPullQuestion(host, plan, image);
  const { question } = pull;
  pass.progress("the engine and the registry", image.reference);
  const asking = askPatiently((signal) => host.engine.distribution(question, { signal }));
  const asked = walkQuestion(image.reference, question.credential, info);
  const walking = { ...asked, ...parsePlatform(wantedPlatform(image, info)) };
  const walk = await settled(askWalk(host, walking));
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  const hasFailed = failure !== undefined;
  const tries = tryWays(failure === undefined ? [] : otherWays(pass, walking, failure), undefined);
  pass.progress("the engine", image.reference);
  const engine = await (hasFailed ? asking.within(ENGINE_GRACE_MS) : asking.settled);
  const hostsFile = await findHostsFile(host, plan, info, pull.reference.registry);
  const scene: Scene = { pass, image, pull, info, engine, walk, hostsFile, tried: await tries.evidence };
  const looked = unlessLedElsewhere(await judgeScene(scene), hostsFile);
  return plan.pull === undefined || !isWorthPulling(looked) ? looked : judgePull(scene, looked, pulls);
}

async function judgeScene(scene: Scene): Promise<TargetVerdict> {
  const { engine } = scene;
  if ("silent" in engine) return judgeSilent(scene, engine.silent);
  return engine.answer.outcome === "resolved"
    ? judgeResolved(scene, engine.answer)
    : judgeRefused(scene, engine.answer);
}
