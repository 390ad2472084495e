import {
  type CredentialRef,
  type EnginePull,
  type EnginePullProgress,
  type EnginePullQuestion,
  ProbeError,
} from "../../contract/index.js";
import { parseReference } from "../../docker/reference.js";
import type { ReportingProbe } from "../context.js";
import type { EngineClient, EngineRequest } from "./client.js";
import { probeErrorOf } from "./failure.js";
import { withoutUndefined } from "./json.js";
import type { PulledImages } from "./pulled-images.js";
import { createPullStream } from "./pull-stream.js";
import { messageOf } from "./reply.js";

/** How often it is told how far a pull is, in milliseconds. */
const REPORT_MS = 500;

export type PullProbe = ReportingProbe<EnginePullQuestion, EnginePull, EnginePullProgress>;

interface PullTools {
  readonly ask: EngineClient;
  /** What becomes X-Registry-Auth. */
  readonly authenticate: (
    reference: string,
    credential: CredentialRef,
    signal: AbortSignal,
  ) => Promise<EngineRequest["credential"]>;
  readonly pulled: PulledImages;
}

/** The real pull. When it is given up, its request is closed, and with it the engine gives up too. */
export function pullProbe({ ask, authenticate, pulled }: PullTools): PullProbe {
  return async ({ reference, credential, platform, keep }, signal, report) => {
    const question = `POST /images/create?fromImage=${reference}`;
    const parsed = parseReference(reference);
    if (!parsed.ok) throw new ProbeError("unreadable", `${question}: no image reference (${parsed.problem.of})`);
    const { registry, repository, tag, digest } = parsed.reference;
    const name = `${registry}/${repository}`;
    const version = digest ?? tag ?? "latest";
    const stream = createPullStream();
    const timer = setInterval(() => report(stream.progress(performance.now())), REPORT_MS);
    try {
      const authentication = await authenticate(reference, credential, signal);
      const ended = await pulled.expect({ name, version, isDigest: digest !== undefined, keep }, signal);
      const startedMs = performance.now();
      const reply = await ask(
        {
          method: "POST",
          path: "/images/create",
          query: { fromImage: name, tag: version, ...(platform === undefined ? {} : { platform }) },
          ...(authentication && { credential: authentication }),
          onChunk: stream.push,
        },
        signal,
      );
      ended();
      const durationMs = Math.round(performance.now() - startedMs);
      if (reply.status === 200) return { ...stream.end(), durationMs };
      return withoutUndefined({
        outcome: "failed",
        upToDate: false,
        layers: [],
        downloadedBytes: 0,
        status: reply.status,
        message: messageOf(reply),
        durationMs,
      } as const);
    } catch (error) {
      throw probeErrorOf(error, question);
    } finally {
      clearInterval(timer);
    }
  };
}
