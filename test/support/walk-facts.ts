import { isDeepStrictEqual } from "node:util";
import {
  type HttpFact,
  NETWORK_FAILURES,
  type NetworkFailureCode,
  type RegistryWalk,
  type WalkFailure,
  type WalkRequest,
  type WalkStop,
} from "../../src/contract/index.js";
import { judgeWalk } from "../../src/judge/images/classify-walk.js";
import { answered, stopFor } from "./network-facts.js";

/** What a test wants to know of a failure, beside its code and hop. */
export interface StopDetails {
  readonly status?: number;
  readonly host?: string;
  readonly networkCode?: NetworkFailureCode;
  readonly way?: WalkFailure["way"];
}

const BASIC = { "www-authenticate": 'Basic realm="r.example"' };
const BEARER = { "www-authenticate": 'Bearer realm="https://auth.example/token"' };
const UNKNOWN_NAME = [{ code: "NAME_UNKNOWN", message: "" }];

/** Answers that stand for a failure when something is asked for; `byPost` goes with the answer of a token service. */
function answerFor(code: WalkFailure["code"], asked: WalkRequest, status?: number): HttpFact {
  switch (code) {
    case "credentials-missing":
      return answered(status ?? 401, { headers: BASIC });
    case "credentials-rejected":
      return answered(status ?? 401, { headers: BASIC });
    case "access-denied":
      return answered(status ?? 403, { headers: BEARER });
    case "rate-limited":
      return answered(429);
    case "server-error":
      return answered(status ?? 503);
    case "not-a-registry":
      return answered(status ?? (asked === "token" ? 404 : 403), { body: asked === "token" ? "other" : "page" });
    case "repository-not-found":
      return answered(404, { body: "json", errors: UNKNOWN_NAME });
    default:
      return answered(status ?? 404);
  }
}

/** The stop that the rules make this failure of. */
function stopOf(home: string, code: WalkFailure["code"], hop: WalkFailure["hop"], details: StopDetails): WalkStop {
  const { host = home, networkCode = "connection-refused", way, status } = details;
  const { hop: _hop, ...wayThere } = way ?? { addresses: [], observedAt: "2026-11-20T10:00:00.000Z" };
  if (code === "platform-mismatch") return { kind: "platform", host, wanted: "linux/amd64", offered: ["linux/arm64"] };
  if (code === "manifest-unsupported") return { kind: "manifest", host, fault: { kind: "only-indexes" } };
  if (code === "layer-host-unreachable") {
    const asked = hop === "config" ? hop : "layer";
    return { kind: "connection", asked, host, isElsewhere: true, ...stopFor(networkCode), way: wayThere };
  }
  if (code === "layer-corrupt") {
    return { kind: "part", asked: "config", host, status: status ?? 200, digest: "sha256:1", served: { digest: "x" } };
  }
  if (hop === "token" || hop === "manifest" || hop === "config" || hop === "layer") {
    const isPosted = hop === "token" && code === "access-denied";
    const isElsewhere = host !== home && hop !== "token";
    return {
      kind: "answer",
      asked: hop,
      host,
      http: answerFor(code, hop, status),
      ...(isPosted ? { byPost: true } : {}),
      ...(isElsewhere ? { isElsewhere } : {}),
    };
  }
  const network = NETWORK_FAILURES.find((known) => known === code);
  if (network === undefined) throw new Error(`no walk is stopped by ${code} at ${hop}`);
  const asked = host === home ? "manifest" : "token";
  return { kind: "connection", asked, host, ...stopFor(network), ...(way === undefined ? {} : { way: wayThere }) };
}

/** A walk that was stopped so that the rules make this failure of it. */
export function stoppedBy(
  walk: RegistryWalk,
  code: WalkFailure["code"],
  hop: WalkFailure["hop"],
  details: StopDetails = {},
): RegistryWalk {
  const stopped: RegistryWalk = {
    ...walk,
    demand: "basic",
    hasCredential: code !== "credentials-missing",
    stop: stopOf(walk.registry, code, hop, details),
  };
  const { failure } = judgeWalk(stopped);
  const made = [failure?.code, failure?.hop, ...(details.status === undefined ? [] : [failure?.status])];
  const wanted = [code, hop, ...(details.status === undefined ? [] : [details.status])];
  if (!isDeepStrictEqual(made, wanted)) throw new Error(`${wanted.join(" ")} was wanted, and is ${made.join(" ")}`);
  return stopped;
}
