import type { EngineConnection, Evidence } from "../../src/contract/index.js";
import { connectionDetailWords } from "../../src/judge/connection-words.js";
import { listText } from "../../src/judge/text.js";
import type { SocketScene } from "./scene.js";

/** An engine that answers. */
export function engineEvidence({ version, platformName, endpoint, durationMs }: EngineConnection): Evidence {
  const engine = `${platformName ?? "engine"} ${version ?? "of unknown version"}`;
  return { what: endpoint, observed: `${engine} answered in ${Math.round(durationMs)} ms`, vantage: "process" };
}

/** What was seen of an engine that does not answer, and of who asked. */
export function failureEvidence(scene: SocketScene): readonly Evidence[] {
  const { endpoint, origin, outcome, detail } = scene.connection;
  return [
    { what: "engine endpoint", observed: endpoint, origin },
    {
      what: `GET /_ping at ${endpoint}`,
      observed: [outcome, ...(detail === undefined ? [] : [connectionDetailWords(detail)])].join(": "),
      expected: "an answer",
      vantage: "process",
    },
    ...modeEvidence(scene.connection),
    ...(outcome === "permission-denied" ? userEvidence(scene) : []),
    ...otherSocketsEvidence(scene),
  ];
}

function modeEvidence(connection: EngineConnection): readonly Evidence[] {
  const { socketPath, resolvedSocketPath, socketMode, socketOwner, socketGroup } = connection;
  if (socketPath === undefined || socketMode === undefined) return [];
  const isLink = resolvedSocketPath !== undefined && resolvedSocketPath !== socketPath;
  const link = isLink ? `, leads to ${resolvedSocketPath}` : "";
  return [
    {
      what: socketPath,
      observed: `mode ${socketMode}, owner ${socketOwner ?? "unknown"}, group ${socketGroup ?? "unknown"}${link}`,
      vantage: "process",
    },
  ];
}

function userEvidence({ process }: SocketScene): readonly Evidence[] {
  if (process?.uid === undefined) return [];
  const { uid, userName, groups } = process;
  const name = userName === undefined ? "" : ` (${userName})`;
  const member = groups.length === 0 ? "" : `, groups ${groups.join(" ")}`;
  return [{ what: "this process", observed: `uid ${uid}${name}${member}`, vantage: "process" }];
}

function otherSocketsEvidence({ otherSockets }: SocketScene): readonly Evidence[] {
  if (otherSockets.length === 0) return [];
  return [{ what: "other sockets on this machine", observed: listText(otherSockets), vantage: "process" }];
}
