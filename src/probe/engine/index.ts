import {
  type CredentialRef,
  type DistributionQuestion,
  type EngineAcceptance,
  type EngineConnection,
  type EngineContainer,
  type EngineDistribution,
  type EngineInfo,
  type EngineNetwork,
  type EnginePath,
  type LocalImage,
  type Nothing,
  type PlannedSetting,
  ProbeError,
  type Secret,
} from "../../contract/index.js";
import { parseReference } from "../../docker/reference.js";
import { HUB } from "../../docker/hub.js";
import type { Probe, ProbeContext } from "../context.js";
import { withLimit } from "../limit.js";
import { readAcceptance } from "./acceptance.js";
import {
  codeOf,
  type EngineClient,
  engineClient,
  type EngineReply,
  type EngineRequest,
  loadDockerode,
} from "./client.js";
import { type ConnectionTarget, readConnection } from "./connection.js";
import { decodeContainer, decodeDistribution, decodeImage, decodeInfo, decodeNetwork } from "./decode.js";
import { readEndpoint } from "./endpoint.js";
import { probeErrorOf, timeoutError } from "./failure.js";
import { withoutUndefined } from "./json.js";
import { readPath } from "./path.js";
import { type PulledImages, pulledImages } from "./pulled-images.js";
import { pullProbe, type PullProbe } from "./pull.js";
import { pathOf } from "./reference-path.js";
import { jsonOf, messageOf, statusLine } from "./reply.js";

/** The engine resolves a tag over the network, through its own retries. Measured: up to 40 s, 2026-11. */
const DISTRIBUTION_LIMIT_MS = 45_000;
/** A whole inspect or info of a busy host. */
const LARGE_BYTES = 8 * 1024 ** 2;

export interface EngineProbes {
  readonly connection: Probe<Nothing, EngineConnection>;
  readonly info: Probe<Nothing, EngineInfo>;
  readonly path: Probe<{ readonly path: string }, EnginePath>;
  readonly container: Probe<{ readonly name: string }, EngineContainer>;
  readonly acceptance: Probe<{ readonly body: PlannedSetting["body"] }, EngineAcceptance>;
  readonly network: Probe<{ readonly name: string }, EngineNetwork>;
  readonly localImage: Probe<{ readonly reference: string }, LocalImage>;
  readonly distribution: Probe<DistributionQuestion, EngineDistribution>;
  readonly pull: PullProbe;
  /** Removes what pulls have created, but for what was to stay. */
  readonly removePulled: PulledImages["remove"];
}

export interface EngineOptions {
  /** The engine's URL with user-info, if it has any. */
  readonly dockerHost: Secret;
  /**
   * Settles once `/info` has been asked, whatever came of it: Engine 20.10 holds a lock while it resolves a registry's
   * name, which would stall `/info` for up to 30 s.
   */
  readonly infoAsked: (signal: AbortSignal) => Promise<void>;
}

/** The planned engine. Nothing is loaded or opened before the first question. */
export function engineProbes(context: ProbeContext, options: EngineOptions): EngineProbes {
  const { plan, timeoutMs, env } = context;
  const endpoint = readEndpoint(options.dockerHost.open(), env);
  const client = "invalid" in endpoint ? undefined : engineClient(endpoint, env);
  const target: ConnectionTarget = {
    endpoint,
    ...(client && { client }),
    shown: plan.dockerHost.value,
    origin: plan.dockerHost.origin,
  };
  const ask: EngineClient = (request, signal) => {
    if (client !== undefined) return askAgain(client, request, signal);
    const why = "invalid" in endpoint ? ` (${endpoint.invalid.fault})` : "";
    return Promise.reject(new ProbeError("not-visible", `the engine's URL cannot be used${why}`));
  };

  /** What the engine has under a name. */
  const find = <T extends object>(
    question: string,
    request: EngineRequest,
    decode: (value: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<T | { readonly outcome: "missing" }> =>
    bounded(question, timeoutMs, signal, async (limited) => {
      const reply = await ask(request, limited);
      return reply.status === 404 ? { outcome: "missing" } : decoded(question, reply, decode);
    });

  const pulled = pulledImages(ask);
  const authenticate = async (
    reference: string,
    credential: CredentialRef,
    signal: AbortSignal,
  ): Promise<EngineRequest["credential"]> => {
    const [opened] = await Promise.all([context.openCredential(credential, signal), options.infoAsked(signal)]);
    if (opened === undefined) return undefined;
    const authentication = {
      username: opened.username,
      password: opened.password.open(),
      serveraddress: serverAddress(reference),
    };
    context.addSecret(JSON.stringify(authentication));
    return authentication;
  };

  return {
    connection: async (_question, signal) => {
      if (client !== undefined) await loadDockerode();
      return readConnection(target, timeoutMs, signal);
    },

    info: (_question, signal) => bounded("GET /info", timeoutMs, signal, (limited) => readInfo(ask, limited)),

    path: ({ path }, signal) =>
      bounded(`asking the engine about ${path}`, timeoutMs, signal, (limited) => readPath(ask, path, limited)),

    container: ({ name }, signal) =>
      find(`GET /containers/${name}/json`, containerRequest(name), decodeContainer, signal),

    acceptance: ({ body }, signal) =>
      bounded("asking the engine about the options", timeoutMs, signal, (limited) =>
        readAcceptance(ask, body, limited),
      ),

    network: ({ name }, signal) => {
      const path = `/networks/${encodeURIComponent(name)}`;
      return find(`GET /networks/${name}`, { method: "GET", path, limitBytes: LARGE_BYTES }, decodeNetwork, signal);
    },

    localImage: ({ reference }, signal) => {
      const path = `/images/${pathOf(reference)}/json`;
      const request = { method: "GET", path, limitBytes: LARGE_BYTES } as const;
      return find(`GET /images/${reference}/json`, request, decodeImage, signal);
    },

    distribution: ({ reference, credential }, signal) => {
      const question = `GET /distribution/${reference}/json`;
      return bounded(question, DISTRIBUTION_LIMIT_MS, signal, async (limited) =>
        readDistribution(ask, reference, await authenticate(reference, credential, limited), limited),
      );
    },

    pull: pullProbe({ ask, authenticate, pulled }),
    removePulled: pulled.remove,
  };
}

/** Does the work within a limit; what fails in it is told with the question. */
function bounded<T>(
  question: string,
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withLimit(
    limitMs,
    signal,
    (limited) =>
      work(limited).catch((error: unknown) => {
        throw probeErrorOf(error, question);
      }),
    () => {
      throw timeoutError(question, limitMs);
    },
  );
}

async function readInfo(ask: EngineClient, signal: AbortSignal): Promise<EngineInfo> {
  const reply = await ask({ method: "GET", path: "/info", limitBytes: LARGE_BYTES }, signal);
  if (reply.status !== 200) throw refused("GET /info", reply);
  const answer = decodeInfo(jsonOf(reply), new Date().toISOString());
  if ("info" in answer) return answer.info;
  throw new ProbeError("engine-failed", `GET /info: the answer lacks ${answer.missing.join(", ")}`);
}

async function readDistribution(
  ask: EngineClient,
  reference: string,
  credential: EngineRequest["credential"],
  signal: AbortSignal,
): Promise<EngineDistribution> {
  const startedMs = performance.now();
  const path = `/distribution/${pathOf(reference)}/json`;
  const reply = await ask({ method: "GET", path, ...(credential && { credential }) }, signal);
  const durationMs = Math.round(performance.now() - startedMs);
  const timing = { observedAt: new Date().toISOString(), durationMs };
  if (reply.status !== 200) return { outcome: "failed", status: reply.status, message: messageOf(reply), ...timing };
  const question = `GET /distribution/${reference}/json`;
  return { outcome: "resolved", status: 200, ...decoded(question, reply, decodeDistribution), ...timing };
}

/**
 * Asks once more where the engine closes the connection without an answer, if it changes nothing: a busy engine, and a
 * proxy before it, does so now and then.
 */
async function askAgain(client: EngineClient, request: EngineRequest, signal: AbortSignal): Promise<EngineReply> {
  try {
    return await client(request, signal);
  } catch (error) {
    const isCut = ["ECONNRESET", "EPIPE"].includes(codeOf(error) ?? "");
    const isHarmless = request.isHarmless === true || (request.method === "GET" && request.onChunk === undefined);
    if (!isCut || !isHarmless || signal.aborted) throw error;
    return client(request, signal);
  }
}

/** `GET /containers/NAME/json`. */
export function containerRequest(name: string): EngineRequest {
  return {
    method: "GET",
    path: `/containers/${encodeURIComponent(name.replace(/^\//, ""))}/json`,
    limitBytes: LARGE_BYTES,
  };
}

function decoded<T extends object>(question: string, reply: EngineReply, decode: (value: unknown) => T | undefined): T {
  if (reply.status !== 200) throw refused(question, reply);
  const answer = decode(jsonOf(reply));
  if (answer === undefined) throw new ProbeError("engine-failed", `${question}: the answer is not an engine's JSON`);
  return withoutUndefined(answer);
}

function refused(question: string, reply: EngineReply): ProbeError {
  const message = `${question}: ${statusLine(reply)}`;
  if (reply.status === 401 || reply.status === 403) return new ProbeError("not-permitted", message);
  return new ProbeError(reply.status >= 500 ? "engine-failed" : "unreadable", message);
}

/** Engines with the containerd store drop credentials whose server is not the image's own host; others ignore it. */
function serverAddress(reference: string): string {
  const parsed = parseReference(reference);
  const registry = parsed.ok ? parsed.reference.registry : HUB.registry;
  return registry === HUB.registry ? HUB.configKey : registry;
}
