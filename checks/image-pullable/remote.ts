import { parsePlatform } from "../../src/docker/platform.js";
import type {
  Host,
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
import { askWalk } from "../../src/judge/images/classify-walk.js";
import { walkQuestion } from "../../src/judge/images/walk-question.js";
import { readEngineSite } from "../../src/judge/remedy/engine-site.js";
import { answerOf, askPatiently, ENGINE_GRACE_MS, settled } from "../../src/judge/patience.js";
import type { PlannedPull } from "../../src/judge/images/planned.js";
import { readPullQuestion } from "../../src/judge/images/pull-question.js";
import { slowLinkReason, slowRequestMs } from "../../src/judge/network/slow-link.js";
import { secondsText } from "../../src/judge/text.js";
import { allEvidence } from "./evidence.js";
import { failingBy, walkDecision } from "./findings.js";
import { isWorthPulling, judgePull, type Pulls } from "./pull.js";
import { judgeRefused } from "./refused.js";
import { judgeResolved } from "./resolved.js";
import { type ImageFacts, wantedPlatform } from "./facts.js";

/** The engine gave no answer. */
function judgeSilent(facts: ImageFacts, silent: ProbeError): TargetVerdict {
  const walk = answerOf(facts.walk);
  if (walk?.failure !== undefined) return failingBy(facts, walkDecision(walk.failure));
  if (silent.kind === "timeout") {
    const slowMs = walk === undefined ? undefined : slowRequestMs(walk);
    if (slowMs !== undefined) {
      const took = `this process needed ${secondsText(slowMs)} for the manifest`;
      return { status: "inconclusive", evidence: allEvidence(facts), reason: slowLinkReason(took) };
    }
    return failingBy(facts, { code: "response-timeout", hop: "http", vantage: "engine" });
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
export async function judgeRemote(pass: Pass, image: PlannedPull, pulls: Pulls): Promise<TargetVerdict> {
  const { host, plan } = pass;
  const info = await host.engine.info({});
  const pull = await readPullQuestion(host, plan, image);
  const { question } = pull;
  const asking = askPatiently((signal) => host.engine.distribution(question, { signal }));
  const asked = walkQuestion(image.reference, question.credential, info);
  const walking = { ...asked, ...parsePlatform(wantedPlatform(image, info)) };
  const walk = await settled(askWalk(host, walking));
  const failure = answerOf(walk)?.failure;
  const hasFailed = failure !== undefined;
  const tries = tryWays(failure === undefined ? [] : otherWays(pass, walking, failure), undefined);
  const engine = await (hasFailed ? asking.within(ENGINE_GRACE_MS) : asking.settled);
  const hostsFile = await findHostsFile(host, plan, info, pull.reference.registry);
  const site = await readEngineSite(pass, info);
  const facts: ImageFacts = { plan, image, pull, info, site, engine, walk, hostsFile, tried: await tries.evidence };
  const looked = unlessLedElsewhere(await judgeFacts(host, facts), hostsFile);
  return plan.pull === undefined || !isWorthPulling(looked) ? looked : judgePull(pass, facts, looked, pulls);
}

async function judgeFacts(host: Host, facts: ImageFacts): Promise<TargetVerdict> {
  const { engine } = facts;
  if ("silent" in engine) return judgeSilent(facts, engine.silent);
  return engine.answer.outcome === "resolved"
    ? judgeResolved(host, facts, engine.answer)
    : judgeRefused(host, facts, engine.answer);
}
