import {
  type AskOptions,
  type Host,
  type JudgedWalk,
  type RegistryWalk,
  type RepeatedRequest,
  type WalkFailure,
  type WalkQuestion,
  type WalkRecovery,
  type WalkStep,
  type WalkStop,
} from "../../contract/index.js";
import { registryEndpoint } from "../../docker/reference.js";
import { serverWords } from "../network/answers.js";
import { hopFailure, judgeEndpoint } from "../network/classify.js";
import { NETWORK_RULES, type NetworkRules } from "../network/rules.js";
import { answerFailure } from "./classify-answer.js";
import { asLayerHost } from "./layer-host.js";
import { manifestFailure } from "./manifest-fault.js";
import { unprovenWords } from "./unproven-words.js";

/** Walks an image, and tells what the walk comes down to. */
export async function askWalk(
  { registry }: Pick<Host, "registry">,
  question: WalkQuestion,
  options: Pick<AskOptions, "signal"> = {},
): Promise<JudgedWalk> {
  return judgeWalk(await registry.walk(question, options));
}

/** What a walk comes down to. */
export function judgeWalk(walk: RegistryWalk, rules: NetworkRules = NETWORK_RULES): JudgedWalk {
  const { stop, unproven, contact: _contact, repeated, ...seen } = walk;
  const failure =
    stop === undefined ? undefined : (contactFailure(walk, stop, rules) ?? stopFailure(walk, stop, rules));
  return {
    ...seen,
    ok: failure === undefined && unproven === undefined,
    ...(failure === undefined ? {} : { failure }),
    ...(unproven === undefined ? {} : { notProven: unprovenWords(unproven) }),
    ...(repeated === undefined ? {} : { recovered: repeated.map(recoveryOf) }),
  };
}

/** The steps before something of the image has been found. */
const BEFORE_IMAGE: ReadonlySet<WalkStep> = new Set(["connect", "token", "manifest"]);

/** Whoever is no registry at `/v2/`, and none behind it either, is told by what it says at `/v2/`: engines care for the rest. */
function contactFailure(
  { registry, contact, step }: RegistryWalk,
  stop: WalkStop,
  rules: NetworkRules,
): WalkFailure | undefined {
  const judged = contact && judgeEndpoint(contact, "registry", rules);
  if (judged?.failure !== undefined && BEFORE_IMAGE.has(step)) {
    const { code, hop, detail } = judged.failure;
    return { code, hop, host: registry, detail, ...(judged.http === undefined ? {} : { status: judged.http.status }) };
  }
  if (stop.kind !== "no-contact") return undefined;
  return { code: "not-a-registry", hop: "identity", host: registry, detail: "no answer" };
}

function stopFailure(walk: RegistryWalk, stop: WalkStop, rules: NetworkRules): WalkFailure | undefined {
  switch (stop.kind) {
    case "no-contact":
      return undefined;
    case "connection":
      return connectionFailure(stop, rules);
    case "answer":
      return answerFailure(walk, stop);
    case "manifest":
      return manifestFailure(stop);
    case "part":
      return partFailure(stop);
    default: {
      const detail = `wanted ${stop.wanted}, offered ${stop.offered.join(", ") || "no platform"}`;
      return { code: "platform-mismatch", host: stop.host, hop: "platform", detail };
    }
  }
}

/** Failures of the network at another host than the registry's are the layer host's. */
function connectionFailure(
  stopped: Extract<WalkStop, { readonly kind: "connection" }>,
  rules: NetworkRules,
): WalkFailure | undefined {
  const { asked, host, hop, digest, way, certificate, isElsewhere } = stopped;
  const failure = hopFailure(stopped, { ...registryEndpoint(host), certificate }, rules);
  if (failure === undefined) return undefined;
  const { code, detail } = failure;
  const isPart = asked === "config" || asked === "layer";
  const base: WalkFailure = {
    code,
    host,
    hop,
    detail,
    ...(way === undefined ? {} : { way: { hop, ...way } }),
    ...(isPart && digest !== undefined ? { digest } : {}),
  };
  return isPart && isElsewhere === true ? { ...asLayerHost(base), hop: asked } : base;
}

function partFailure(stop: Extract<WalkStop, { readonly kind: "part" }>): WalkFailure {
  const { asked, host, status, digest, served } = stop;
  const detail =
    "bytes" in served
      ? `the registry serves ${served.bytes} bytes of the layer; the manifest says ${served.expectedBytes}`
      : `the image config does not match its digest: the registry serves ${served.digest}`;
  return { code: "layer-corrupt", host, hop: asked, status, digest, detail };
}

function recoveryOf({ asked, host, http }: RepeatedRequest): WalkRecovery {
  return { hop: asked, host, status: http.status, detail: serverWords(http) };
}
