import type { EngineInfo, Evidence, WalkFailure, WalkRecovery } from "../../src/contract/index.js";
import { type EngineCause, isNetworkCode } from "../../src/judge/network/engine-message.js";
import { isRemoteEngine } from "../../src/judge/remote-engine.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { type ImageDecision, plainHop } from "./findings.js";
import type { ImageFacts } from "./facts.js";

/**
 * First engine whose pull, with the containerd image store, asks a registry again that answers 5xx (26.1 does not, 28.5
 * does, neither asks a token service again: measured 2026-11).
 */
const ENGINE_THAT_ASKS_AGAIN = "28";

/**
 * Whether the engine's lookup goes another way than its pull, which this process's walk follows: the containerd image
 * store asks the manifest what the registry demands instead of `/v2/`, and gets a user's token by POST.
 */
function isPullOnItsOwn({ info, plan }: ImageFacts): boolean {
  return info.imageStore === "containerd" && !isRemoteEngine(plan);
}

/** A server's refusal on the way that the pull goes and the lookup does not. */
export function isMetByPullOnly(facts: ImageFacts, { hop, status, code }: WalkFailure): boolean {
  if (!isPullOnItsOwn(facts) || status === undefined || code === "rate-limited") return false;
  return hop === "token" || hop === "manifest";
}

/** Whether what the lookup was refused is not asked for by the pull, whose way is open. */
export function isMetByLookupOnly(facts: ImageFacts, cause: EngineCause | undefined): boolean {
  const { walk } = facts;
  if (!isPullOnItsOwn(facts) || !("answer" in walk) || !walk.answer.ok) return false;
  if (cause === undefined) return true;
  const isRefusal = ["credentials-missing", "credentials-rejected", "access-denied"].includes(cause.code);
  const isToken = cause.atTokenService && (!isNetworkCode(cause.code) || cause.code === "not-a-registry");
  return isRefusal || isToken;
}

/** Why the lookup and the pull differ. */
export const PULL_DIFFERS: Evidence = {
  what: "the engine's pull",
  observed:
    "asks for the manifest without /v2/, and for a token with POST (containerd image store); its lookup does not, this process does",
  vantage: "engine",
};

/** What is decided of a server's error that this process got past by asking again, and this engine's pull would not. */
export function unrepeatedError(facts: ImageFacts): ImageDecision | undefined {
  const { walk, info } = facts;
  if (!isPullOnItsOwn(facts) || !("answer" in walk)) return undefined;
  const met = walk.answer.recovered?.find(({ hop }) => !isAskedAgain(info, hop));
  if (met === undefined) return undefined;
  const more: readonly Evidence[] = [
    {
      what: `the first answer of ${met.host} (${met.hop})`,
      observed: met.detail,
      expected: "no error; a second request worked",
      vantage: "process",
    },
    {
      what: "the engine's pull",
      observed: `Docker Engine ${info.serverVersion} with the containerd image store does not ask again; its lookup does`,
      vantage: "engine",
    },
  ];
  return { code: "server-error", hop: plainHop(met.hop), vantage: "process", place: met.host, more };
}

function isAskedAgain({ serverVersion }: EngineInfo, hop: WalkRecovery["hop"]): boolean {
  return hop !== "token" && (compareVersions(serverVersion, ENGINE_THAT_ASKS_AGAIN) ?? 0) >= 0;
}
